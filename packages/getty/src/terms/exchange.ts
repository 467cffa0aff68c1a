/**
 * Sends one HTTP request and reads its whole answer, in bounded time and memory. It never throws: the result says whether the request may
 * have reached the other side, which only this file can know.
 *
 * undici calls `onRequestStart` in the same turn in which it writes the request to a connected socket. If the exchange ends before that
 * (name resolution, refused connection, TLS, waiting for a free connection, an early abort), nothing was sent. If it ends later, the
 * request may have been received, even after a reset on a kept-alive socket that the server was closing.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Agent, Dispatcher } from 'undici';

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: URL;
  headers: Record<string, string>;
  body?: string | undefined;
  /** In place of `body`. It is read as fast as the other side takes it, and destroyed at the end. */
  stream?: Readable | undefined;
  /** From this call to the last byte of the answer, connecting included. */
  timeoutMs: number;
  maxBodyBytes: number;
  signal?: AbortSignal | undefined;
};

export type ExchangeFailure = { reason: 'timeout' | 'aborted' | 'oversized' | 'network'; cause: Error };

export type Exchange =
  /** `broken`: the status arrived, but not the whole body. */
  | { answered: true; status: number; headers: IncomingHttpHeaders; body: Buffer; broken?: ExchangeFailure }
  | ({ answered: false; sent: boolean } & ExchangeFailure);

export function exchange(agent: Agent, request: HttpRequest): Promise<Exchange> {
  return new Promise((resolve) => {
    let ended = false;
    let started: Dispatcher.DispatchController | undefined;
    let head: { status: number; headers: IncomingHttpHeaders } | undefined;
    const chunks: Buffer[] = [];
    let bytes = 0;

    const end = (failure?: ExchangeFailure): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', abort);
      request.stream?.destroy();
      if (head !== undefined) resolve({ answered: true, ...head, body: Buffer.concat(chunks), ...(failure && { broken: failure }) });
      else resolve({ answered: false, sent: started !== undefined, ...(failure ?? { reason: 'network', cause: new Error('no answer') }) });
      if (failure) started?.abort(failure.cause);
    };
    const abort = (): void => end({ reason: 'aborted', cause: new Error('aborted by the caller', { cause: request.signal?.reason }) });
    const timer = setTimeout(() => {
      end({ reason: 'timeout', cause: new Error(`no complete answer within ${request.timeoutMs} ms`) });
    }, request.timeoutMs);

    if (request.signal?.aborted) return abort();
    request.signal?.addEventListener('abort', abort, { once: true });

    agent.dispatch(
      {
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        method: request.method,
        headers: request.headers,
        body: request.body ?? request.stream ?? null,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(controller) {
          // Ended: the caller already knows that nothing was sent. Started before: undici is about to send it a second time.
          if (ended || started !== undefined) controller.abort(new Error('request withdrawn before it was written'));
          else started = controller;
        },
        onResponseStart(_controller, status, headers) {
          if (status >= 200) head = { status, headers };
        },
        onResponseData(_controller, chunk) {
          bytes += chunk.length;
          if (bytes > request.maxBodyBytes)
            end({ reason: 'oversized', cause: new Error(`answer longer than ${request.maxBodyBytes} bytes`) });
          else chunks.push(chunk);
        },
        onResponseEnd() {
          end();
        },
        onResponseError(_controller, error) {
          end({ reason: 'network', cause: error });
        },
      },
    );
  });
}
