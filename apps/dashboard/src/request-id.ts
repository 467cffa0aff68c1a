import { randomUUID } from 'node:crypto';

import type { RequestHandler, Response } from 'express';

/** Gives every request an id: in the answer, in problems, in log lines, and in the audit. */
export const nameRequest: RequestHandler = (_request, response, next) => {
  response.setHeader('X-Request-Id', requestIdOf(response));
  next();
};

export function requestIdOf({ locals }: Response): string {
  locals['requestId'] ??= `req_${randomUUID()}`;
  return locals['requestId'] as string;
}
