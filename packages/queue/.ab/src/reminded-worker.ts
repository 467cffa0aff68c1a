import { DelayedError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';

import type { Keys } from './keys.ts';
import type { QueueName, ReminderData } from './reminders.ts';
import { unlessAway } from './unless-away.ts';

/** What a pass came to, as far as its reminder goes: done with, or to come back at an instant (ms). `note` is shown in Bull Board. */
export type ReminderOutcome = { note: string; againAt?: number };

export type RemindedWorkerOptions = {
  queue: QueueName;
  /** Passes at the same time in this process. */
  concurrency: number;
  process: (reminder: ReminderData) => Promise<ReminderOutcome>;
  onError: (error: Error) => void;
};

/** Longer than any pause of the event loop; renewed by a timer at half its time. What a killed worker held comes back after it. */
const LOCK_MS = 15_000;
const LOOK_FOR_STALLED_MS = 5_000;
const NEVER = 1_000_000_000;

/**
 * Works on the reminders of one queue. Coming back later is a delayed job: it holds no place in the worker, no timer and no memory here.
 * Stopping waits for the passes under way.
 */
export function createRemindedWorker(deps: { redis: Redis; keys: Keys }, options: RemindedWorkerOptions) {
  const run = async (job: Job<ReminderData>, token?: string): Promise<string> => {
    underWay++;
    try {
      const outcome = await options.process(job.data);
      if (outcome.againAt !== undefined) await later(job, outcome.againAt, token);
      return outcome.note;
    } finally {
      underWay--;
    }
  };
  let worker: Worker<ReminderData, string> | undefined;
  let stopped = false;
  let underWay = 0;

  return {
    start: async (): Promise<void> => {
      if (stopped || worker) return;
      worker = new Worker<ReminderData, string>(options.queue, run, {
        connection: deps.redis,
        prefix: deps.keys.bull,
        concurrency: options.concurrency,
        lockDuration: LOCK_MS,
        stalledInterval: LOOK_FOR_STALLED_MS,
        // BullMQ must never end a job by itself; its count of stalls is for life.
        maxStalledCount: NEVER,
      });
      worker.on('error', options.onError);
      worker.on('failed', (_job, error) => options.onError(error));
    },
    stop: async (): Promise<void> => {
      stopped = true;
      // A paid call on the wire is waited for even then: Redis may come back in time to take its outcome.
      await unlessAway(deps.redis, worker?.close(), () => underWay > 0);
    },
    isRunning: (): boolean => worker?.isRunning() === true,
  };
}

/**
 * Hands the reminder back until `at` (ms). With an empty token BullMQ would skip the check that this worker still holds the job, silently.
 * @throws DelayedError always: that is how BullMQ is told
 */
async function later(job: Job<ReminderData>, at: number, token: string | undefined): Promise<never> {
  if (!token) throw new Error('A reminder can be handed back only with its lock token');
  await job.moveToDelayed(at, token);
  throw new DelayedError();
}
