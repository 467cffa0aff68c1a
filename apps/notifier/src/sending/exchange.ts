import type { IncomingHttpHeaders } from 'node:http';

import type { Connection } from './connections.ts';

/** One request, and the beginning of its answer. */
export type Exchange = {
  status: number;
  headers: IncomingHttpHeaders;
  /** The first bytes of the answer. */
  start: Buffer;
  /** Whether the answer was read to its end, so that the connection may carry another request. */
  isComplete: boolean;
};

export type ExchangeRequest = {
  path: string;
  headers: Record<string, string>;
  body: string;
  /** How much of the answer is read. */
  mostBytes: number;
  timeLimitMs: number;
};

/**
 * Sends a POST over a connection. An answer that breaks off after its status, or is longer than is read, still counts by its status.
 *
 * @throws the error of the connection, or one about the time limit
 */
export function exchange({ client }: Connection, { timeLimitMs, mostBytes, ...request }: ExchangeRequest): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    let head: Pick<Exchange, 'status' | 'headers'> | undefined;
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (isComplete: boolean, error?: Error): void => {
      clearTimeout(timer);
      if (head) resolve({ ...head, start: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), isComplete });
      else reject(error ?? new Error('ended without an answer'));
    };
    const timer = setTimeout(() => {
      const error = new Error(`no answer within ${timeLimitMs / 1_000} s`);
      end(false, error);
      void client.destroy(error);
    }, timeLimitMs);

    client.dispatch(
      { method: 'POST', ...request },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_controller, status, headers) => {
          if (status >= 200) head = { status, headers };
        },
        onResponseData: (_controller, chunk) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes < mostBytes) return;
          end(false);
          void client.destroy();
        },
        onResponseEnd: () => end(true),
        onResponseError: (_controller, error) => end(false, error),
      },
    );
  });
}
