import { randomUUID } from 'node:crypto';

import type { AuditChanges, JobChange } from '@darkroom/contracts';

import { auditNote, type Author } from '../audit/author.ts';
import { encodeChange } from '../records/job/change.ts';
import { hasChange, planChange } from './change-job.ts';
import type { RunCommand } from '../lua/commands.ts';
import type { Jobs } from './jobs.ts';
import type { Logger } from '../redis/logger.ts';
import { decodeRecord, type JobRecord, type JobSpec } from '../records/job/record.ts';
import type { Reminders } from '../reminders/reminders.ts';

/** Changes that a caller makes outside a job's course: its wishes before it is sent, and its removal after its end. */
export type JobEdits = ReturnType<typeof createJobEdits>;

export type ChangeOutcome = { outcome: 'changed' | 'already_sent' | 'already_finished'; record: JobRecord } | { outcome: 'missing' };

/** Deliveries removed by one command: a job may have many. */
const REMOVED_AT_ONCE = 100;

export function createJobEdits(deps: {
  jobs: Pick<Jobs, 'get' | 'timeline'>;
  run: RunCommand;
  reminders: Reminders;
  now: () => number;
  logger: Logger;
}) {
  const { jobs, run, reminders, now, logger } = deps;

  /**
   * Changes a job that was not sent; its current pass is overtaken, and the job is checked again. A change that took effect before the job
   * was sent answers again as it did, since a caller repeats it when its answer was lost.
   */
  const change = async (id: string, asked: JobChange, author?: Author): Promise<ChangeOutcome> => {
    for (;;) {
      const record = await jobs.get(id);
      if (!record) return { outcome: 'missing' };
      const plan = planChange(record, asked, now());
      if (typeof plan === 'string') return { outcome: hasChange(record, await jobs.timeline(record), asked) ? 'changed' : plan, record };
      if (Object.keys(asked).length === 0) return { outcome: 'changed', record };
      const changes = changesOf(record.spec, plan.spec, asked);
      const isChanged = Object.keys(changes).length > 0;
      const audit = isChanged ? auditNote(author, { action: 'job.change', target: { type: 'job', id }, changes }) : undefined;
      const operation = { now: now(), id, seq: String(record.seq), pass: randomUUID(), change: encodeChange(plan.change), audit };
      const answer = await run('change_job', operation, JSON.stringify(plan.spec));
      if (answer.code === 'missing') return { outcome: 'missing' };
      if (answer.code === 'moved') continue; // since it was read
      await lookAfter(reminders.remindWoken(answer.woken));
      return { outcome: 'changed', record: decodeRecord(answer.record) };
    }
  };

  /**
   * Removes an ended job with all its data, including pending deliveries. Its files in the archive are removed soon after, unless they are to be kept (`keepArchive`). Safe to repeat.
   */
  const remove = async (
    id: string,
    author?: Author,
    { keepArchive }: { keepArchive?: boolean } = {},
  ): Promise<'removed' | 'not_finished'> => {
    const audit = auditNote(author, { action: 'job.remove', target: { type: 'job', id } });
    for (;;) {
      const answer = await run('remove_job', {
        now: now(),
        id,
        most: REMOVED_AT_ONCE,
        keep: keepArchive === true ? true : undefined,
        audit,
      });
      if (answer.code === 'not_finished') return answer.code;
      if (answer.code === 'more') continue;
      if (answer.code === 'removed') await lookAfter(reminders.remindWoken(answer.woken));
      if (answer.code === 'removed') await lookAfter(reminders.forget(answer.type, { id, run: answer.run }));
      return 'removed';
    }
  };

  /** Reminders that could not be updated are found by the sweep, or by a pass without a record. */
  const lookAfter = async (reminding: Promise<void>): Promise<void> => {
    try {
      await reminding;
    } catch (error) {
      logger.warn({ error }, 'reminders.left_to_sweep');
    }
  };

  return { change, remove };
}

/** The fields that become others. `metadata` may hold anything, and the audit outlives the job: its values are not kept. */
function changesOf({ request: before }: JobSpec, { request: after }: JobSpec, asked: JobChange): AuditChanges {
  const fields = (Object.keys(asked) as (keyof JobChange)[]).filter(
    (field) => JSON.stringify(before[field] ?? null) !== JSON.stringify(after[field] ?? null),
  );
  return Object.fromEntries(
    fields.map((field) => [field, field === 'metadata' ? {} : { before: before[field] ?? null, after: after[field] ?? null }]),
  );
}
