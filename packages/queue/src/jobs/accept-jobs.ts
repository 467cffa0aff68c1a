import type { JobId } from '@darkroom/contracts';

import type { RunCommand } from '../lua/commands.ts';
import { encodeNewJob, type NewJob } from '../records/job/change.ts';
import { joinCalls } from '../redis/waiting/join-calls.ts';
import type { Logger } from '../redis/logger.ts';
import type { Reminders } from '../reminders/reminders.ts';
import type { Short } from './decisions.ts';

/** `full`: the tenant has reached its limit of open jobs; nothing was stored. `waits`: for units of a budget. */
export type AcceptOutcome =
  | { outcome: 'accepted'; id: JobId; waits: boolean }
  | { outcome: 'replayed' | 'reused'; id: JobId }
  | { outcome: 'full' }
  | Short;

type Asked = { job: NewJob; mostOpen: number | undefined };
type Answered = AcceptOutcome | { broke: Error };

/** Few enough that a command takes two or three milliseconds at the most. */
const MOST_TOGETHER = 50;

/**
 * Accepts jobs. Those of one turn of the event loop share a command and their reminders' way to Redis; each has its own answer, and none
 * fails with another.
 */
export function createAcceptJob(deps: { run: RunCommand; reminders: Reminders; now: () => number; logger: Logger }) {
  const { run, reminders, now, logger } = deps;

  const acceptAll = async (all: Asked[]): Promise<Answered[]> => {
    const encoded = all.map(({ job, mostOpen }) => {
      const { spec, ...rest } = encodeNewJob(job);
      return { spec, one: { job: rest, idempotency: job.idempotency, most_open: mostOpen } };
    });
    const { answers } = await run('accept', { now: now(), jobs: encoded.map(({ one }) => one) }, ...encoded.map(({ spec }) => spec));
    const outcomes = answers.map((answer, index): Answered => {
      switch (answer.code) {
        case 'accepted':
          return { outcome: 'accepted', id: all[index]!.job.id, waits: answer.waits };
        case 'replayed':
        case 'reused':
          return { outcome: answer.code, id: answer.id };
        case 'full':
          return { outcome: 'full' };
        case 'broke':
          return { broke: new Error(answer.error) };
        case 'budget_used_up':
        case 'price_unknown': {
          const { code, ...need } = answer;
          return { outcome: code, need };
        }
      }
    });
    await remind(all.flatMap(({ job }, index) => reminderOf(job, outcomes[index]!)));
    return outcomes;
  };

  const reminderOf = ({ type, runAt }: NewJob, answered: Answered) => {
    if (!('outcome' in answered)) return [];
    // One that waits for units is reminded of when it has them. The caller may repeat because we died before the reminder was added; an
    // existing reminder is not changed.
    const isReminded = answered.outcome === 'replayed' || (answered.outcome === 'accepted' && !answered.waits);
    return isReminded ? [{ name: type, data: { id: answered.id, run: 1 }, delayMs: Math.max(0, (runAt ?? 0) - now()) }] : [];
  };

  /** The records are stored and the sweep would find them, so a failed reminder is no error. */
  const remind = async (all: Parameters<Reminders['addMany']>[0]): Promise<void> => {
    try {
      await reminders.addMany(all);
    } catch (error) {
      logger.warn({ error, jobs: all.length }, 'reminders.left_to_sweep');
    }
  };

  const acceptTogether = joinCalls(acceptAll, MOST_TOGETHER);

  /** Accepts a job. When it returns `accepted`, Redis has the record, its idempotency key and its index entries. */
  return async (job: NewJob, mostOpen?: number): Promise<AcceptOutcome> => {
    const answered = await acceptTogether({ job, mostOpen });
    if ('broke' in answered) throw answered.broke;
    return answered;
  };
}
