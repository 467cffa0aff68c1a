import { randomUUID } from 'node:crypto';

import { PROBLEMS, type Problem, type ProblemCode } from '@darkroom/contracts';
import type { Request, Response } from 'express';

const RETRYABLE = new Set<ProblemCode>(['rate_limited', 'queue_unavailable', 'internal_error']);

/** Answers with an `application/problem+json` body (RFC 9457). Nothing here ever costs money. */
export function sendProblem(request: Request, response: Response, code: ProblemCode, detail: string): void {
  const { status, title } = code === 'unauthorized' ? { status: 401, title: 'The login is missing or wrong' } : PROBLEMS[code];
  const problem: Problem = {
    type: `urn:darkroom:problem:${code}`,
    title,
    status,
    detail,
    instance: request.path,
    code,
    request_id: randomUUID(),
    retryable: RETRYABLE.has(code),
    billed: false,
  };
  response.status(status).set('Cache-Control', 'no-store').type('application/problem+json').json(problem);
}
