import { GettyError, type OpenedFile } from '@darkroom/getty';
import { calledServer, type Tracing } from '@darkroom/telemetry';

/** Opens a file as a span that ends when the file is closed. Its URL is signed: the span has only the host. */
export async function openInTrace(tracing: Tracing | undefined, url: string, open: () => Promise<OpenedFile>): Promise<OpenedFile> {
  const pass = tracing?.active();
  if (!pass || !URL.canParse(url)) return open();
  const span = pass.child({
    name: 'GET file',
    kind: 'client',
    attributes: {
      'http.request.method': 'GET',
      ...calledServer(url),
    },
  });
  try {
    const file = await open();
    const attributes = { 'http.response.status_code': 200, 'http.response.body.size': file.bytes ?? undefined };
    return {
      ...file,
      close: () => {
        file.close();
        span.end({ attributes });
      },
    };
  } catch (error) {
    const status = error instanceof GettyError ? error.status : undefined;
    span.end({ attributes: { 'http.response.status_code': status }, error: status === undefined ? (error as Error).name : String(status) });
    throw error;
  }
}
