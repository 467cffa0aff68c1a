import type { NextFunction, Request, Response } from 'express';

import { ProblemError } from '../problem.ts';

const MOST_HEADERS = 100;

/** If sent twice, a proxy and we could use different ones: of the tenant, or of the content. */
const ONCE = new Set(['host', 'authorization', 'content-type', 'content-encoding', 'content-length']);

/** Accepts requests with an unambiguous head. @throws ProblemError bad_request, headers_too_large */
export function checkHead(request: Request, _response: Response, next: NextFunction): void {
  const { rawHeaders } = request;
  if (rawHeaders.length > 2 * MOST_HEADERS) {
    throw new ProblemError('headers_too_large', `A request may have at most ${MOST_HEADERS} headers.`);
  }
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    if (!ONCE.has(name)) continue;
    if (seen.has(name)) throw new ProblemError('bad_request', `The header ${name} was sent twice.`);
    seen.add(name);
  }
  if (!seen.has('host') && request.httpVersion !== '1.0') throw new ProblemError('bad_request', 'The header host is missing.');
  next();
}
