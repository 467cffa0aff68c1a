import type { BillingBecause, BillingState } from '@darkroom/contracts';

import { BILLING_STATES } from '../../redis/constants.ts';
import type { Fields } from '../../redis/fields.ts';

/** The bill of one paid call, made `at` (ms). */
export type BilledCall = { at: number; state: BillingState; because: BillingBecause };

/** The latest paid calls of a job, oldest first, as `bill.lua` keeps them. While there was only one, it follows from the record. */
export function readCalls(fields: Fields): BilledCall[] {
  const { calls, submitted_at: at, attempts, billing, because } = fields;
  if (calls !== undefined) return calls.split('|').map(readCall);
  if (!Number(attempts ?? 0) || at === undefined || billing === undefined) return [];
  return [{ at: Number(at), state: billing as BillingState, because: because as BillingBecause }];
}

function readCall(text: string): BilledCall {
  const [at, , state, because] = text.split(' ');
  return { at: Number(at), state: BILLING_STATES[state!] as BillingState, because: because as BillingBecause };
}
