import { withPatience } from '@darkroom/queue';
import type { NextFunction, Request, Response } from 'express';

/** A request waits for Redis 1.5 s in all, however many commands it sends: a caller gets its 503 within 2 s. */
export function limitRedis(_request: Request, _response: Response, next: NextFunction): void {
  withPatience(next);
}
