import type { Request } from 'express';

import type { Answer } from '../handler.ts';

/** How long a sender has to notice the answer. */
const NOTICE_MS = 1_000;

/**
 * Answers while the body is still arriving, and then closes the connection. Later data is discarded: if cut at once, the sender would often
 * meet a reset instead of the answer.
 */
export function answerEarly(request: Request, response: Answer, body: string): void {
  response.set({ Connection: 'close', 'Content-Length': String(Buffer.byteLength(body)) });
  response.write(body);
  const timer = setTimeout(cut, NOTICE_MS);
  request.once('end', cut).once('close', cut).resume();

  function cut(): void {
    clearTimeout(timer);
    response.end();
  }
}
