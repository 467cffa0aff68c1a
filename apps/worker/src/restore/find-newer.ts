import type { GettyClient } from '@darkroom/getty';
import type { Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import { CLOCK_SKEW_MS, MOST_PAGES } from '../generation/history-window.ts';
import { readMarks, type Marked } from '../generation/read-marks.ts';
import { isLater } from './is-later.ts';

export const JOBS_AT_ONCE = 200;

/**
 * Getty's generations that were made for jobs of ours by passes that our records do not have: the records are older than these calls. A job that our
 * records do not have at all shows nothing, since another installation may use the same account. @throws GettyError
 */
export async function findNewer(
  { store, getty, clock }: { store: Pick<Store, 'jobs'>; getty: Pick<GettyClient, 'history'>; clock: Clock },
  stateAt: number,
): Promise<Marked[]> {
  const window = { from: new Date(stateAt - CLOCK_SKEW_MS), to: new Date(clock.now() + CLOCK_SKEW_MS) };
  const { marks } = await readMarks(getty, { ...window, mostPages: MOST_PAGES });
  const ids = [...marks.keys()];
  const newer: Marked[] = [];
  for (let from = 0; from < ids.length; from += JOBS_AT_ONCE) {
    const records = await store.jobs.getMany(ids.slice(from, from + JOBS_AT_ONCE));
    const later = records.flatMap((record) => marks.get(record.id)!.filter(({ intent }) => isLater(intent, record)));
    // One that a job goes on with was found when a backup was prepared: its pass is missing, but the call is not.
    const owners = await store.jobs.ownersOf(later.map(({ id }) => id));
    newer.push(...later.filter(({ id }) => !owners.has(id)));
  }
  return newer;
}
