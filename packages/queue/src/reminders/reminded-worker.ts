import { DelayedError, QueueKeys, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';

import type { Keys } from '../redis/keys.ts';
import type { QueueName, ReminderData } from './reminders.ts';
import { unlessAway } from '../redis/waiting/unless-away.ts';
import type { Watched } from '../redis/health/watchdog.ts';

/** The result of a pass for its reminder: done, or to come back at an instant (ms). `note` is shown in Bull Board. */
/** `wakes`: another process may wake it earlier. If it did so during this pass, it found the reminder taken. */
export type ReminderOutcome = { note: string; againAt?: number; wakes?: true };

export type RemindedWorkerOptions = {
  queue: QueueName;
  /** Parallel passes in this process. */
  concurrency: number;
  /** `hasStalled`: a process died while it held this reminder. */
  process: (reminder: ReminderData, how: { hasStalled: boolean }) => Promise<ReminderOutcome>;
  /** Redis, or BullMQ itself. */
  onError: (error: Error) => void;
  /** A pass threw: a bug, or an unexpected error. It is tried again. */
  onThrown: (error: Error, reminder: ReminderData | undefined) => void;
};

/** Longer than any pause of the event loop; renewed by a timer at half its time. Reminders of a killed worker come back after it. */
const LOCK_MS = 15_000;
const LOOK_FOR_STALLED_MS = 5_000;
const AFTER_ERROR_MS = 1_000;
const NEVER = 1_000_000_000;
/** A reminder that is done goes at once: the record holds the history. Set here, and not in each job, where it would take memory. */
const NO_PAST = { count: 0 };

/** When a pass that threw is tried again. The record counts such starts. */
const AFTER_THROWN_MS = 5_000;

/** A reminder this late should have been handed out; BullMQ's workers check at least every 10 s. */
const OVERDUE_MS = 30_000;
/** BullMQ scores delayed jobs by instant and order of arrival: the instant in ms times this. */
const DELAYED_SCORE = 0x1000;

/**
 * Processes the reminders of one queue. Coming back later is a delayed job: it needs no place in the worker, no timer and no memory here.
 * Stopping waits for running passes.
 */
export function createRemindedWorker(deps: { redis: Redis; probe: Redis; keys: Keys; now: () => number }, options: RemindedWorkerOptions) {
  const run = async (job: Job<ReminderData>, token?: string): Promise<string> => {
    underWay++;
    taken++;
    try {
      const outcome = await options.process(job.data, { hasStalled: job.stalledCounter > 0 }).catch((error: Error): ReminderOutcome => {
        // BullMQ must not decide: it would end the job, or store retries in each.
        options.onThrown(error, job.data);
        return { note: 'threw', againAt: deps.now() + AFTER_THROWN_MS };
      });
      if (outcome.againAt !== undefined) await later(job, outcome.againAt, token, outcome.wakes && (() => wasWoken(job.data.id)));
      return outcome.note;
    } finally {
      underWay--;
    }
  };
  const wasWoken = async (id: string): Promise<boolean> => (await deps.redis.zscore(deps.keys.wake, id)) !== null;
  let worker: Worker<ReminderData, string> | undefined;
  let stopped = false;
  let underWay = 0;
  let taken = 0;

  const queueKey = (name: string) => new QueueKeys(deps.keys.bull).toKey(options.queue, name);
  const watched: Watched = {
    name: options.queue,
    steps: () => taken,
    /** A place is free, and a reminder is waiting. */
    hasWork: async () => {
      if (underWay >= options.concurrency) return false;
      const waiting = await Promise.all([deps.probe.llen(queueKey('wait')), deps.probe.zcard(queueKey('prioritized'))]);
      return Math.max(...waiting) > 0 || (await deps.probe.zcount(queueKey('delayed'), 0, (deps.now() - OVERDUE_MS) * DELAYED_SCORE)) > 0;
    },
  };

  return {
    ...watched,
    start: async (): Promise<void> => {
      if (stopped || worker) return;
      worker = new Worker<ReminderData, string>(options.queue, run, {
        connection: deps.redis,
        prefix: deps.keys.bull,
        concurrency: options.concurrency,
        lockDuration: LOCK_MS,
        stalledInterval: LOOK_FOR_STALLED_MS,
        // After an error, such as that of a Redis without replicas. BullMQ would wait 15 s.
        runRetryDelay: AFTER_ERROR_MS,
        // BullMQ must never end a job; its count of stalls is never reset.
        maxStalledCount: NEVER,
        removeOnComplete: NO_PAST,
        removeOnFail: NO_PAST,
      });
      worker.on('error', options.onError);
      worker.on('failed', (job, error) => options.onThrown(error, job?.data));
    },
    stop: async (): Promise<void> => {
      stopped = true;
      // A paid call on the wire is awaited even then: Redis may come back in time to store its outcome.
      await unlessAway(deps.redis, worker?.close(), () => underWay > 0);
    },
  };
}

/**
 * Returns the reminder to the queue until `at` (ms). With an empty token BullMQ would silently skip the check that this worker still holds
 * the job.
 * @throws DelayedError always, as BullMQ expects
 */
async function later(job: Job<ReminderData>, at: number, token: string | undefined, wasWoken?: () => Promise<boolean>): Promise<never> {
  if (!token) throw new Error('A reminder can be handed back only with its lock token');
  await job.moveToDelayed(at, token);
  if (await wasWoken?.()) await job.promote().catch(() => undefined); // another process promoted it, or the sweep will
  throw new DelayedError();
}
