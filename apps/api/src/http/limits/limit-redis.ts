import { withPatience } from '@darkroom/queue';
import type { NextFunction, Request, Response } from 'express';

/** A request waits for Redis 1.5 s altogether, however often it asks: a caller has its 503 within 2 s whatever the call. */
export function limitRedis(_request: Request, _response: Response, next: NextFunction): void {
  withPatience(next);
}
