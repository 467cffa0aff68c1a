import type { Request } from 'express';

import type { Answer } from '../handler.ts';

/** How long a sender may take to notice that it was answered. */
const NOTICE_MS = 1_000;

/**
 * Answers while the body is still coming, and then cuts the connection. What comes meanwhile is thrown away: cut at once, the sender
 * would often meet a reset where the answer is.
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
