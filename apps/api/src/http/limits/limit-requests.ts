import { formatRetryAfter } from '@darkroom/contracts';
import type { NextFunction, Request } from 'express';

import type { Answer } from '../handler.ts';
import { ProblemError } from '../problem.ts';
import type { Allowance, RateLimiter } from './rate-limiter.ts';

/** The name in both headers, by draft-ietf-httpapi-ratelimit-headers. */
const POLICY = '"minute"';
const WINDOW_S = 60;

/**
 * Counts each request of an API key, and refuses requests beyond its own limit or the default (a minute). Every answer says how many are left.
 * @throws ProblemError rate_limited
 */
export function limitRequests(limiter: RateLimiter, byDefault: number) {
  return (_request: Request, response: Answer, next: NextFunction): void | Promise<void> => {
    const most = response.locals.rateLimit ?? byDefault;
    const letThrough = (allowance: Allowance | undefined): void => {
      if (allowance) sayAllowance(response, allowance);
      if (allowance?.allowed === false) {
        const headers = { 'Retry-After': secondsOf(allowance) };
        throw new ProblemError('rate_limited', `This API key may make ${most} requests a minute.`, { headers });
      }
      next();
    };
    const counted = limiter.count(response.locals.keyDigest, most);
    return counted instanceof Promise ? counted.then(letThrough) : letThrough(counted);
  };
}

function sayAllowance(response: Answer, allowance: Allowance): void {
  response.setHeader('RateLimit-Policy', `${POLICY};q=${allowance.most};w=${WINDOW_S}`);
  response.setHeader('RateLimit', `${POLICY};r=${allowance.left};t=${secondsOf(allowance)}`);
}

function secondsOf({ resetMs }: Allowance): string {
  return formatRetryAfter(resetMs / 1_000);
}
