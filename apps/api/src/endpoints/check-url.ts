import { whyUrlNotPublic } from '@darkroom/runtime';

import type { FieldError } from '../http/problem.ts';
import { invalidRequest } from '../http/validate.ts';

/**
 * What is wrong with the `url` of a body whose host is an address: that is known at once. What a name stands for is looked at when a
 * webhook is sent, since it may change.
 */
export function checkUrl(body: unknown, allowPrivateNetworks: boolean): FieldError[] {
  const { url } = (body ?? {}) as { url?: unknown };
  if (allowPrivateNetworks || typeof url !== 'string' || !URL.canParse(url)) return [];
  const reason = whyUrlNotPublic(new URL(url));
  return reason === undefined ? [] : [{ pointer: '/url', detail: `must be on the public internet, and this address is not (${reason})` }];
}

/** @throws ProblemError invalid_request */
export function requireUrl(body: unknown, allowPrivateNetworks: boolean): void {
  const errors = checkUrl(body, allowPrivateNetworks);
  if (errors.length > 0) throw invalidRequest(errors);
}
