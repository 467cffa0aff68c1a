import { GETTY_AWAY } from '@darkroom/queue';

import type { Deps, Pass } from './deps.ts';
import type { Outcome } from './outcome.ts';

/** Whoever finds Getty back wakes the job; this is only the fall-back. */
const FALL_BACK_MS = 10 * 60_000;

/**
 * Getty is away: what it has, or may have, waits for it to be back, and asks nothing meanwhile. At its deadline it is asked all the same, since that is
 * the last time. How long look-ups have failed is counted anew from Getty's return.
 */
export function waitOut(deps: Deps, pass: Pass): Outcome | undefined {
  const { record } = pass;
  const now = deps.clock.now();
  if (!pass.gettyAway || (record.intent === null && now >= record.deadlineAt)) return undefined;
  return {
    kind: 'snoozed',
    status: record.intent ? 'submitting' : 'waiting',
    at: Math.round(now + FALL_BACK_MS * (1 + deps.random())),
    park: GETTY_AWAY,
    set: { lookups_failed_at: null },
  };
}
