import { randomUUID } from 'node:crypto';

import type { NextFunction, Request } from 'express';

import type { Events } from '../../events.ts';
import type { Answer } from '../handler.ts';

/** What a caller may call its request; anything else (spaces, quotes, something endless) is replaced. */
const CALLERS_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** Gives every request its id, and tells of it once it has ended, however it ended. */
export function observeRequests(events: Events) {
  return (request: Request, response: Answer, next: NextFunction): void => {
    const startedAt = performance.now();
    const { method, path } = request;
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && CALLERS_ID.test(given) ? given : `req_${randomUUID()}`;
    response.locals.requestId = requestId;
    response.locals.noted = {};
    response.setHeader('X-Request-Id', requestId);
    response.once('close', () => {
      events.requestEnded({
        requestId,
        tenant: response.locals.tenant,
        method,
        path,
        route: routeOf(request),
        // nginx's 499: the caller went away before it had its answer. A stream is one that never ends.
        status: response.headersSent ? response.statusCode : 499,
        durationMs: performance.now() - startedAt,
        noted: response.locals.noted,
      });
    });
    next();
  };
}

/** The route's pattern and not its path: a metric must not get a label for each job. */
function routeOf(request: Request): string {
  const { route } = request as { route?: { path: string } };
  return route?.path ?? 'unmatched';
}
