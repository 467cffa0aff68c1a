import type { NextFunction, Request, Response } from 'express';

/** Has nobody keep an answer: jobs change every second, and image URLs expire. */
export function keepNoCopy(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}
