import type { HistoryAnswer } from '../../state/overview/history.ts';
import type { Frame } from '../../state/frame.ts';
import { duration } from '../text/time.ts';

/** Something that asks for a person. */
export type Alert = { id: string; words: string; more: string; href?: string };

const NO_WORKER_MS = 4 * 60_000;
const LONG_IN_LINE_MS = 30 * 60_000;
/** From so many jobs on, a share says something. */
const ENOUGH = 10;
const MANY_FAIL = 0.3;

/** What is wrong now, as far as the history shows it. `now` in ms. */
export function alertsOf({ limits }: Pick<Frame, 'limits'>, history: HistoryAnswer | null, now: number): Alert[] {
  if (!history) return [];
  return [noWorker(history, now), longInLine(history, limits, now), manyFail(history)].filter((alert) => alert !== null);
}

function noWorker({ noted_at: at }: HistoryAnswer, now: number): Alert | null {
  if (at === null || now - Date.parse(at) < NO_WORKER_MS) return null;
  return {
    id: 'no-worker',
    words: `No worker has run for ${duration(now - Date.parse(at))}`,
    more: 'Jobs are accepted and kept, but nothing is sent to Getty until a worker runs.',
  };
}

function longInLine({ oldest_queued_at: at }: HistoryAnswer, limits: Frame['limits'], now: number): Alert | null {
  if (at === null || now - Date.parse(at) < LONG_IN_LINE_MS) return null;
  const isPaused = limits !== null && (limits.pauses.length > 0 || limits.gettyAway !== null);
  return {
    id: 'long-in-line',
    words: `A job has been in line for ${duration(now - Date.parse(at))}`,
    more: isPaused
      ? 'Getty takes none of its kind now: see the pauses above.'
      : 'It may be scheduled, wait for a budget, or for a free slot at Getty.',
    href: '/jobs?status=queued',
  };
}

function manyFail({ points }: HistoryAnswer): Alert | null {
  const sum = (of: 'succeeded' | 'failed'): number => points.reduce((all, point) => all + (point[of] ?? 0), 0);
  const [failed, all] = [sum('failed'), sum('failed') + sum('succeeded')];
  if (all < ENOUGH || failed / all < MANY_FAIL) return null;
  return {
    id: 'many-fail',
    words: `${Math.round((failed / all) * 100)} % of the jobs failed`,
    more: 'In the time that is shown below.',
    href: '/jobs?status=failed,expired',
  };
}
