import type { BillingBecause } from '@darkroom/contracts';
import { deadlineAfterAcceptance } from '@darkroom/queue';

import type { Pass } from '../pass/deps.ts';

/** How we know that Getty has the paid call, and when to poll it first. */
export type Found = { because: BillingBecause; waitMs: number };

/** The fields recorded when Getty has the paid call. */
export function acceptance(pass: Pass, now: number) {
  const asked = pass.record.spec.request.deadline;
  return {
    accepted_at: now,
    refusals: null,
    deadline_at: deadlineAfterAcceptance(asked === undefined ? undefined : Date.parse(asked), now),
  };
}
