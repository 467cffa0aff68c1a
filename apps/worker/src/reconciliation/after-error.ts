import { GettyError, TerminalError, ThrottledError } from '@darkroom/getty';
import { isRedisAway } from '@darkroom/queue';

import { NoTurnError } from '../limits/no-turn.ts';
import type { Held, StepOutcome } from './step-outcome.ts';

/** Getty may be away for a weekend. */
const GIVE_UP_AFTER_MS = 3 * 86_400_000;
const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 5 * 60_000;
const THROTTLED_WAIT_MS = 5_000;

/** What follows an error of a step: a wait, or the end. `failures`: steps that failed in a row. @throws what is not about Getty */
export function afterError(error: unknown, { held, failures, now }: { held: Held; failures: number; now: number }): StepOutcome {
  if (error instanceof NoTurnError) return { kind: 'wait', waitMs: error.waitMs };
  if (isRedisAway(error)) throw error;
  if (error instanceof TerminalError) return { kind: 'end', error: { code: 'getty_refused', message: describe(error) } };
  if (error instanceof ThrottledError) return { kind: 'wait', waitMs: error.retryAfterMs ?? THROTTLED_WAIT_MS, failed: error };
  if (now - held.taken.record.createdAt > GIVE_UP_AFTER_MS) {
    return { kind: 'end', error: { code: 'getty_unavailable', message: describe(error) } };
  }
  return { kind: 'wait', waitMs: Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10)), failed: error };
}

/** Without Getty's body, which may quote prompts. */
function describe(error: unknown): string {
  if (!(error instanceof GettyError)) return 'A step failed again and again; the log of the worker has the reason';
  const answer =
    error.status === undefined ? 'did not answer' : `answered ${error.status}${error.code === undefined ? '' : ` ${error.code}`}`;
  return `Getty ${answer} when its history was read`;
}
