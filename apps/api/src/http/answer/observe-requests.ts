import { randomUUID } from 'node:crypto';

import type { Tracing } from '@darkroom/telemetry';
import type { NextFunction, Request } from 'express';

import type { Events } from '../../events.ts';
import type { Answer } from '../handler.ts';
import { beginSpan, endSpan, UNMATCHED } from './trace-request.ts';

/** Allowed request ids of callers; any other (spaces, quotes, very long) is replaced. */
const CALLERS_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** Gives every request an id, and logs it when it has ended, in any way. `shownPath`: a path as logs have it. `tracing`: calls are traced, too. */
export function observeRequests(events: Events, shownPath: (path: string) => string, tracing?: Tracing) {
  return (request: Request, response: Answer, next: NextFunction): void => {
    const startedAt = performance.now();
    const { method, path } = request;
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && isSafe(given, request.headers.authorization) ? given : `req_${randomUUID()}`;
    response.locals.requestId = requestId;
    response.locals.noted = {};
    response.setHeader('X-Request-Id', requestId);
    const span = beginSpan(tracing, request, shownPath(path));
    response.locals.span = span;
    response.once('close', () => {
      const ended = {
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
      };
      if (!span) return events.requestEnded(ended);
      span.run(() => events.requestEnded(ended));
      endSpan(span, ended);
    });
    if (span) span.run(next);
    else next();
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
  return route?.path ?? UNMATCHED;
}
