import { presentProblem, type ProblemCode } from '@darkroom/contracts';
import type { Request, Response } from 'express';

import { requestIdOf } from './request-id.ts';

/** Answers with an `application/problem+json` body (RFC 9457). */
export function sendProblem(request: Request, response: Response, code: ProblemCode, detail: string): void {
  const problem = presentProblem(code, {
    detail,
    instance: request.baseUrl + request.path, // whole, also below a router
    requestId: requestIdOf(response),
    ...(code === 'unauthorized' && { title: 'The login is missing or wrong' }), // here people come with a login, not with a key
  });
  response.status(problem.status).set('Cache-Control', 'no-store').type('application/problem+json').json(problem);
}
