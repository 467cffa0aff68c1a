import { whyUrlNotPublic } from '@darkroom/runtime';

import type { FieldError } from '../problem.ts';

/**
 * What is wrong with the URL of a receiver, at `pointer` of a body that may be anything, when it names an address itself: that is known at
 * once. What another name stands for is looked at when a webhook is sent, since it may change.
 */
export function checkUrl(url: unknown, allowPrivateNetworks: boolean, pointer = '/url'): FieldError[] {
  if (allowPrivateNetworks || typeof url !== 'string' || !URL.canParse(url)) return [];
  const reason = whyUrlNotPublic(new URL(url));
  return reason === undefined ? [] : [{ pointer, detail: `must be on the public internet, and this address is not (${reason})` }];
}
