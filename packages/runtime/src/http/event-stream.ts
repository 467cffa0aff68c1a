import type { ServerResponse } from 'node:http';

import { onClosed } from './on-closed.ts';

/**
 * One reader's end of a stream: Server-Sent Events (HTML Living Standard, 9.2) over one answer. Own code: libraries for it keep a session for
 * each reader and write what it cannot take. Here a frame is made once for all readers, and a reader that does not read is cut off.
 */
export type EventStream = {
  /** False once it ended, was cut, or its reader left. */
  readonly open: boolean;
  write: (frame: Buffer | string) => void;
  end: () => void;
  /** Breaks it off: the reader comes back. */
  cut: () => void;
};

export type StreamOptions = {
  /** How long a reader that lost us waits before it comes back. */
  retryMs: number;
  /** Called before a reader is cut off because it does not read. */
  onTooSlow?: () => void;
};

/** A comment, which readers skip. Proxies cut connections that are quiet for a minute or less. */
export const KEEP_ALIVE = Buffer.from(': keep-alive\n\n');

/** What may wait for a reader that does not read. Above it the reader is cut off; it can come back. */
const MOST_BUFFERED_BYTES = 1_048_576;

/** Begins the answer. */
export function openEventStream(response: ServerResponse, { retryMs, onTooSlow }: StreamOptions): EventStream {
  let open = true;
  const close = (how: () => void) => {
    if (!open) return;
    open = false;
    how();
  };
  const cut = () => close(() => response.destroy());
  const write = (frame: Buffer | string) => {
    if (!open) return;
    response.write(frame);
    if (response.writableLength <= MOST_BUFFERED_BYTES) return;
    onTooSlow?.();
    cut();
  };

  writeStreamHead(response);
  onClosed(response, () => {
    open = false;
  });
  response.on('error', () => response.destroy()); // the reader has left
  // The comment is what proxies wait for that want a first byte.
  write(`retry: ${retryMs}\n: open\n\n`);

  return {
    get open() {
      return open;
    },
    write,
    cut,
    end: () => close(() => void response.end()),
  };
}

/** The head of a stream's answer, which HEAD asks for alone. */
export function writeStreamHead(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    // Without it a stopping server would wait for a connection that the reader keeps.
    Connection: 'close',
    // nginx would hold events back.
    'X-Accel-Buffering': 'no',
  });
}

/** One event as text. `data` is sent as JSON, which has no line breaks; without it the frame only moves the reader's `Last-Event-ID`. */
export function eventFrame({ id, event, data }: { id?: string; event?: string; data?: unknown }): string {
  return [
    id === undefined ? '' : `id: ${id}\n`,
    event === undefined ? '' : `event: ${event}\n`,
    data === undefined ? '' : `data: ${JSON.stringify(data)}\n`,
    '\n',
  ].join('');
}
