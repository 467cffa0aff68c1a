import { whyUrlNotPublic } from '@darkroom/runtime';

import type { FieldError } from '../problem.ts';

/**
 * Checks the URL of a receiver, at `pointer` of any body, if it contains an address. A host name is checked when a webhook is sent, since
 * its addresses may change.
 */
export function checkUrl(url: unknown, allowPrivateNetworks: boolean, pointer = '/url'): FieldError[] {
  if (allowPrivateNetworks || typeof url !== 'string' || !URL.canParse(url)) return [];
  const reason = whyUrlNotPublic(new URL(url));
  return reason === undefined ? [] : [{ pointer, detail: `must be on the public internet, and this address is not (${reason})` }];
}
