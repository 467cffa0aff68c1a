import { Instant } from '@darkroom/contracts';

import type { FieldError } from '../../http/problem.ts';

const MOST_AHEAD_DAYS = 30;
const MOST_AHEAD_MS = MOST_AHEAD_DAYS * 86_400_000;

/** Checks `run_at` and `deadline` of a body at `now` (ms), if they are instants. */
export function checkTimes(body: unknown, now: number): FieldError[] {
  const runAt = instantOf(body, 'run_at');
  const deadline = instantOf(body, 'deadline');
  const errors: FieldError[] = [];
  if (runAt !== undefined && runAt > now + MOST_AHEAD_MS) {
    errors.push({ pointer: '/run_at', detail: `must be at most ${MOST_AHEAD_DAYS} days ahead` });
  }
  if (deadline !== undefined && deadline <= now) errors.push({ pointer: '/deadline', detail: 'must be in the future' });
  else if (deadline !== undefined && runAt !== undefined && deadline <= runAt) {
    errors.push({ pointer: '/deadline', detail: 'must be after run_at' });
  }
  return errors;
}

function instantOf(body: unknown, field: string): number | undefined {
  if (typeof body !== 'object' || body === null || !(field in body)) return undefined;
  const instant = Instant.safeParse((body as Record<string, unknown>)[field]);
  return instant.success ? Date.parse(instant.data) : undefined;
}
