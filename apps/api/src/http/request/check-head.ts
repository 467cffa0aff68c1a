import type { NextFunction, Request, Response } from 'express';

import { ProblemError } from '../problem.ts';

const MOST_HEADERS = 100;

/** Sent twice, a proxy in front could go by one and we by the other: whose request it is, and what it says. */
const ONCE = new Set(['host', 'authorization', 'content-type', 'content-encoding', 'content-length']);

/** Lets a request in whose head can be read in one way only. @throws ProblemError bad_request, headers_too_large */
export function checkHead(request: Request, _response: Response, next: NextFunction): void {
  const { rawHeaders } = request;
  if (rawHeaders.length > 2 * MOST_HEADERS) {
    throw new ProblemError('headers_too_large', `A request may have at most ${MOST_HEADERS} headers.`);
  }
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    if (!ONCE.has(name)) continue;
    if (seen.has(name)) throw new ProblemError('bad_request', `The header ${name} came twice.`);
    seen.add(name);
  }
  if (!seen.has('host') && request.httpVersion !== '1.0') throw new ProblemError('bad_request', 'The header host is missing.');
  next();
}
