import { randomUUID } from 'node:crypto';

import { isFinal, JobStatus, type JobId, type JobType, type Tenant, type TimelineEntry } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { auditNote } from '../audit/author.ts';
import type { By } from '../audit/by.ts';
import type { NewJob } from '../records/job/change.ts';
import type { RunCommand } from '../lua/commands.ts';
import { readNumber } from '../redis/fields.ts';
import type { Keys } from '../redis/keys.ts';
import { listHeld, type HeldWanted } from '../lists/list-held.ts';
import { listJobs, type JobsWanted } from '../lists/list-jobs.ts';
import type { Logger } from '../redis/logger.ts';
import { encodeIdempotency, JOB_KEYS_KEPT_MS, unlessReused } from '../idempotency/idempotency.ts';
import type { Page } from '../reading/page.ts';
import { createAcceptJob } from './accept-jobs.ts';
import { asPaused } from './as-paused.ts';
import { createKept } from '../kept/kept.ts';
import { createDecisions } from './decisions.ts';
import { createOwners } from './owners.ts';
import { readRecords, readTimeline } from '../records/packed/read-texts.ts';
import { decodeRecord, type JobRecord } from '../records/job/record.ts';
import { submittedUnder } from '../records/job/submission-key.ts';
import type { Reminders } from '../reminders/reminders.ts';
import { acceptedEntry, forwards, timelineText } from '../records/job/timeline-entry.ts';
import { readTenants } from '../reading/read-tenants.ts';
import { unwrap } from '../reading/unwrap.ts';

/** Accepts jobs, shows them, and stops or restarts them. */
export type Jobs = ReturnType<typeof createJobs>;

/** `replayed`: done before under the same idempotency key; the record is the current one. */
export type StopOutcome = { outcome: 'stopped' | 'asked' | 'ended'; record: JobRecord; replayed?: boolean } | { outcome: 'missing' };

export function createJobs(deps: { redis: Redis; keys: Keys; run: RunCommand; reminders: Reminders; now: () => number; logger: Logger }) {
  const { redis, keys, run, reminders, now, logger } = deps;

  /** The record is stored and the sweep would find it, so a failed reminder is no error. */
  const remind = async (reminding: Promise<void>): Promise<void> => {
    try {
      await reminding;
    } catch (error) {
      logger.warn({ error }, 'reminders.left_to_sweep');
    }
  };

  /** The job that was submitted under a key with this body, if there is one. */
  const findByKey = async (idempotency: NonNullable<NewJob['idempotency']>): Promise<JobRecord | null> => {
    const submitted = await submittedUnder({ redis, keys }, idempotency);
    return submitted?.isSame ? get(submitted.id) : null;
  };

  const get = async (id: string): Promise<JobRecord | null> => (await getMany([id]))[0] ?? null;

  /** The existing records of these ids, in the given order. */
  const getMany = async (ids: string[], likely?: 'packed'): Promise<JobRecord[]> => {
    if (ids.length === 0) return [];
    const [pauses, records] = await Promise.all([redis.hgetall(keys.pauses), readRecords({ redis, keys }, ids, likely)]);
    return records.flatMap((fields) => (fields ? [asPaused(decodeRecord(fields), pauses, now())] : []));
  };

  /** The timeline of a job, from the beginning. */
  const timeline = async (record: JobRecord): Promise<TimelineEntry[]> => {
    const entries = await readTimeline({ redis, keys }, record.id);
    return forwards([acceptedEntry(record), ...entries]);
  };

  /** When a job that has not ended is looked at next, in ms; null where only another event moves it. */
  const nextPassAt = async (id: JobId): Promise<number | null> => readNumber((await redis.zscore(keys.due, id)) ?? undefined);

  /** The jobs of a tenant, or of all, newest first, with a cursor. @throws CursorError if the cursor is not valid */
  const list = async (wanted: JobsWanted): Promise<Page<JobRecord>> => listJobs({ redis, keys, run, now, getMany, kept }, wanted);

  /** The held jobs of a tenant, or of all, oldest first, with a cursor. @throws CursorError if the cursor is not valid */
  const held = async (wanted: HeldWanted): Promise<Page<JobRecord>> => listHeld({ redis, keys, getMany }, wanted);

  /** How many jobs of each status a tenant has. */
  const counts = async (tenant: Tenant): Promise<Record<JobStatus, number>> => {
    const transaction = redis.multi(); // a job must not be packed in between
    for (const status of JobStatus.options) transaction.zcard(keys.status(tenant, status));
    const answers = ((await transaction.hmget(keys.keptCounts(tenant), ...JobStatus.options).exec()) ?? []).map(unwrap);
    const packed = answers.at(-1) as (string | null)[];
    const sums = JobStatus.options.map((status, index) => [status, (answers[index] as number) + Number(packed[index])]);
    return Object.fromEntries(sums) as Record<JobStatus, number>;
  };

  /** Those with jobs or API keys. */
  const tenants = (): Promise<Tenant[]> => readTenants(redis, keys);

  /** The job that has a generation at Getty. A job that began again does not return its earlier ones, although they stay its own. */
  const findByGettyId = async (generationRequestId: string): Promise<JobRecord | null> => {
    const id = await redis.get(keys.getty(generationRequestId));
    const record = id === null ? null : await get(id);
    return record?.gettyId === generationRequestId ? record : null;
  };

  /** The remembered last download of an image, or null. */
  const lastDownload = async (image: string): Promise<string | null> => redis.get(keys.image(image));

  /** The jobs with a slot of a resource, such as `image.<generation>.<index>`. */
  const holdersOf = async (resource: string): Promise<JobRecord[]> => getMany(await redis.zrange(keys.slots(resource), 0, '-1'));

  /** Ends what was not sent; requests the end of the rest. */
  const cancel = async (id: string, type: JobType, by: By = {}): Promise<StopOutcome> => stop(id, type, 'canceled', by);

  /** Ends a job with a passed deadline if it was not sent; wakes any other, so that a pass checks the deadline. */
  const expire = async (id: string, type: JobType): Promise<StopOutcome> => stop(id, type, 'expired', {});

  const stop = async (id: string, type: JobType, status: 'canceled' | 'expired', by: By): Promise<StopOutcome> => {
    const at = now();
    const pass = randomUUID();
    const answer = unlessReused(
      await run('stop', {
        now: at,
        id,
        status,
        event: `${type}.${status}`,
        pass,
        idempotency: encodeIdempotency(by.idempotency, pass, JOB_KEYS_KEPT_MS),
        audit: auditNote(by.author, { action: 'job.cancel', target: { type: 'job', id } }),
        timeline: timelineText(at, { event: status }),
        asked: timelineText(at, { event: 'cancel_requested' }),
      }),
    );
    if (answer.code === 'missing') return { outcome: 'missing' };
    const record = decodeRecord(answer.record);
    if (answer.code === 'replayed') return { outcome: isFinal(record.status) ? 'stopped' : 'asked', record, replayed: true };
    await remind(reminders.remindWoken(answer.woken));
    // It may be due in a month.
    if (answer.code === 'stopped') await remind(reminders.forget(type, { id, run: record.run }));
    return { outcome: answer.code, record };
  };

  const kept = createKept({ redis, keys });
  const owners = createOwners({ run, now });
  const { retry, resolve } = createDecisions({ redis, keys, run, reminders, now, remind, get, ownersOf: owners.ownersOf });

  return {
    accept: createAcceptJob({ run, reminders, now, logger }),
    findByKey,
    get,
    getMany,
    timeline,
    nextPassAt,
    list,
    held,
    counts,
    tenants,
    findByGettyId,
    ...owners,
    lastDownload,
    holdersOf,
    cancel,
    expire,
    retry,
    resolve,
  };
}
