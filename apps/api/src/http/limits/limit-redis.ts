import { withPatience } from '@darkroom/queue';
import type { NextFunction, Request, Response } from 'express';

type Step = (request: Request, response: Response, next: NextFunction) => void;

/** A request waits for Redis 1.5 s in all, however many commands it sends: a caller gets its 503 within 2 s. Tests give more. */
export function limitRedis(ms?: number): Step {
  return (_request, _response, next) => withPatience(next, { ms });
}
