import { randomUUID } from 'node:crypto';

import type { NextFunction, Request } from 'express';

import type { Events } from '../../events.ts';
import type { Answer } from '../handler.ts';

/** Allowed request ids of callers; any other (spaces, quotes, very long) is replaced. */
const CALLERS_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** Gives every request an id, and logs it when it has ended, in any way. */
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
        // nginx's 499: the caller left before the answer. A stream counts as answered.
        status: response.headersSent ? response.statusCode : 499,
        durationMs: performance.now() - startedAt,
        noted: response.locals.noted,
      });
    });
    next();
  };
}

/** The pattern of the route, not its path: a metric must not get a label per job. */
function routeOf(request: Request): string {
  const { route } = request as { route?: { path: string } };
  return route?.path ?? 'unmatched';
}
