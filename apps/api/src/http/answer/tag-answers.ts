import { hash } from 'node:crypto';

import type { NextFunction, Request } from 'express';

import type { Answer } from '../handler.ts';

/**
 * Gives every JSON answer of a GET route an `ETag`, a hash of its body, and answers 304 to who has just that (`If-None-Match`). Own code
 * rather than Express's `etag`: that tags answers to POST as well, and sends everything again to a caller who says `Cache-Control:
 * no-cache`, as every `fetch` with an `If-None-Match` does. What caches should do is no matter of the origin's (RFC 9110, 13.1.2).
 */
export function tagAnswers(request: Request, response: Answer, next: NextFunction): void {
  response.json = (body) => sendTagged(request, response, { type: 'json', text: JSON.stringify(body) });
  next();
}

/** The same for a body of another media type. */
export function sendTagged(request: Request, response: Answer, { type, text }: { type: string; text: string }): Answer {
  if (response.statusCode === 200) {
    const tag = `"${hash('sha256', text, 'base64url')}"`;
    response.setHeader('ETag', tag);
    if (isHeld(request.headers['if-none-match'], tag)) return response.status(304).end();
  }
  return response.type(type).send(text);
}

/** Whether the caller has this version: the weak comparison of GET. */
export function isHeld(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((held) => held.trim().replace(/^W\//, '') === tag);
}
