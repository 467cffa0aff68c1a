import type { WriteStream } from 'node:tty';

const TERMINAL_EVERY_MS = 250;
const PLAIN_EVERY_MS = 10_000;

/** Shows how far something is: one line that is written over on a terminal, a line now and then elsewhere. Disposing ends the line. */
export function showProgress(stream: WriteStream): Disposable & { say(text: string): void } {
  const startedAt = performance.now();
  let saidAt = -Infinity;
  return {
    say(text) {
      const now = performance.now();
      if (now - saidAt < (stream.isTTY ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS)) return;
      saidAt = now;
      const line = `${Math.round((now - startedAt) / 1_000)} s · ${text}`;
      stream.write(stream.isTTY ? `\r\u001b[2K${line.slice(0, (stream.columns || 80) - 1)}` : `${line}\n`);
    },
    [Symbol.dispose]() {
      if (stream.isTTY) stream.write('\r\u001b[2K');
    },
  };
}
