import { randomUUID } from 'node:crypto';

import type { NextFunction, Request } from 'express';

import type { Events } from '../../events.ts';
import type { Answer } from '../handler.ts';

/** Allowed request ids of callers; any other (spaces, quotes, very long) is replaced. */
const CALLERS_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** Gives every request an id, and logs it when it has ended, in any way. `shownPath`: a path as logs have it. */
export function observeRequests(events: Events, shownPath: (path: string) => string) {
  return (request: Request, response: Answer, next: NextFunction): void => {
    const startedAt = performance.now();
    const { method, path } = request;
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && isSafe(given, request.headers.authorization) ? given : `req_${randomUUID()}`;
    response.locals.requestId = requestId;
    response.locals.noted = {};
    response.setHeader('X-Request-Id', requestId);
    response.once('close', () => {
      events.requestEnded({
        requestId,
        tenant: response.locals.tenant,
        // Not set on requests without a valid key or login.
        caller: (response.locals as Partial<typeof response.locals>).caller?.actor.id,
        method,
        path: shownPath(path),
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

/** A caller that sends its key as the id of a request would have it in our logs. */
function isSafe(given: string, authorization = ''): boolean {
  const [, key] = authorization.split(' ');
  return CALLERS_ID.test(given) && !(key && given.includes(key)) && !given.includes('drk_');
}

/** The pattern of the route, not its path: a metric must not get a label per job. */
function routeOf(request: Request): string {
  const { route } = request as { route?: { path: string } };
  return route?.path ?? 'unmatched';
}
