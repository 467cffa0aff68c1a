import { GETTY_AWAY } from '@darkroom/queue';

import type { Deps, Pass } from './deps.ts';
import type { Outcome } from './outcome.ts';

/** The process that finds Getty back wakes the job. This is only the fall-back. */
const FALL_BACK_MS = 10 * 60_000;

/**
 * Waits while Getty is away: jobs at Getty, or perhaps there, make no calls until it is back. At its deadline a job is polled anyway, for
 * the last time. The time of failing look-ups is counted again from Getty's return.
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
