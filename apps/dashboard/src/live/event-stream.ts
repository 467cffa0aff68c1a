import type { Response } from 'express';

/** One browser's end of the live page: Server-Sent Events over one response. `Events` maps their names to what they carry. */
export type EventStream<Events extends object> = {
  send<Name extends keyof Events & string>(event: Name, data: Events[Name]): void;
  keepAlive(): void;
  end(): void;
};

/** What may wait for a slow browser. Above it the connection is cut; the browser comes back by itself and is told the whole state. */
const MOST_BUFFERED_BYTES = 1_048_576;
/** How long a browser that lost us waits before it comes back, in ms. */
const RETRY_MS = 1_000;

/** `onClose` is called once, however the connection ends. */
export function openEventStream<Events extends object = Record<string, unknown>>(
  response: Response,
  onClose: () => void,
): EventStream<Events> {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // Without it a stopping server would wait for a connection that the browser keeps.
    Connection: 'close',
    // nginx would hold events back.
    'X-Accel-Buffering': 'no',
  });
  response.once('close', onClose);
  response.on('error', () => response.destroy());

  const write = (text: string) => {
    if (response.writableEnded || response.destroyed) return;
    response.write(text);
    if (response.writableLength > MOST_BUFFERED_BYTES) response.destroy();
  };
  write(`retry: ${RETRY_MS}\n\n`);

  return {
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    keepAlive: () => write(': still here\n\n'),
    end: () => void response.end(),
  };
}
