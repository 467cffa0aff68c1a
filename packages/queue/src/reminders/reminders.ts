import type { JobType } from '@darkroom/contracts';
import { ErrorCode, Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import type { Keys } from '../redis/keys.ts';

/**
 * Reminders, which are BullMQ's jobs. A reminder only says "this record is due"; the work is described in the record. Losing one loses
 * nothing: the sweep adds it again.
 */
export type QueueName = JobType | 'delivery' | 'archive';

export const QUEUE_NAMES: QueueName[] = ['generation', 'download', 'delivery', 'archive'];

/** The data of a reminder. `run` is 0 for deliveries and copies, which have none. */
export type ReminderData = { id: string; run: number };

/** A reminder and its queue. */
export type Reminder = { name: QueueName; data: ReminderData };

export type Reminders = ReturnType<typeof createReminders>;

/** The number of reminders for one command: about a millisecond of Redis. */
const CHUNK = 200;

export function createReminders(deps: { redis: Redis; keys: Keys; run: RunCommand; now: () => number; onError: (error: Error) => void }) {
  const queues = new Map<QueueName, Queue<ReminderData>>();
  for (const name of QUEUE_NAMES) {
    const queue = new Queue<ReminderData>(name, {
      connection: deps.redis,
      prefix: deps.keys.bull,
      // BullMQ would ask for the version once, and stay broken if Redis was away at that moment.
      skipVersionCheck: true,
      skipWaitingForReady: true,
      // Only Bull Board reads BullMQ's own events.
      streams: { events: { maxLen: 1_000 } },
    });
    queue.on('error', deps.onError);
    queues.set(name, queue);
  }
  const queueOf = (name: QueueName) => queues.get(name)!;

  /** Adds the first reminder of a record. */
  const add = async (name: QueueName, data: ReminderData, delayMs = 0): Promise<void> => {
    await queueOf(name).add(name, data, { jobId: reminderId(data), delay: delayMs });
  };

  /** Adds the first reminders of many records at once. */
  const addMany = async (all: { name: QueueName; data: ReminderData; delayMs: number }[]): Promise<void> => {
    for (const name of QUEUE_NAMES) {
      const mine = all.filter((reminder) => reminder.name === name);
      if (mine.length === 0) continue;
      const jobs = mine.map(({ data, delayMs }) => ({ name, data, opts: { jobId: reminderId(data), delay: delayMs } }));
      await queueOf(name).addBulk(jobs);
    }
  };

  /** Makes reminders due now, whatever their state. The cost does not depend on how many wait for a worker. */
  const ensureMany = async (all: Reminder[]): Promise<void> => {
    await inChunks(all, async (name, chunk) => {
      const { states } = await deps.run('look_at_reminders', { now: deps.now(), queue: name, ids: chunk.map(reminderId) });
      const delayed = chunk.filter((_, index) => states[index] === 'delayed');
      const missing = chunk.filter((_, index) => states[index] === 'missing');
      // A waiting or active one is due already.
      await Promise.all([
        addMany(missing.map((data) => ({ name, data, delayMs: 0 }))),
        ...delayed.map((data) => promote(queueOf(name), data)),
      ]);
    });
  };

  const ensure = (name: QueueName, data: ReminderData): Promise<void> => ensureMany([{ name, data }]);

  /** Reminds of the jobs that a command woke (`type run id`). */
  const remindWoken = async (woken: string[]): Promise<void> => {
    await ensureMany(
      woken.map((reminder) => {
        const [type, run, id] = reminder.split(' ');
        return { name: type as QueueName, data: { id: id!, run: Number(run) } };
      }),
    );
  };

  /** Removes reminders. An active one, or one that waits with many others, stays: its pass finds nothing to do. */
  const forgetMany = async (all: Reminder[]): Promise<void> => {
    await inChunks(all, async (name, chunk) => {
      await deps.run('forget_reminders', { now: deps.now(), queue: name, ids: chunk.map(reminderId) });
    });
  };

  const forget = (name: QueueName, data: ReminderData): Promise<void> => forgetMany([{ name, data }]);

  const close = async (): Promise<void> => {
    await Promise.all([...queues.values()].map((queue) => queue.close()));
  };

  return { add, addMany, ensure, ensureMany, remindWoken, forget, forgetMany, close, queues: () => [...queues.values()] };
}

/** BullMQ's ids must not contain a colon. */
function reminderId(data: ReminderData): string {
  return data.run === 0 ? data.id : `${data.id}.${data.run}`;
}

async function promote(queue: Queue<ReminderData>, data: ReminderData): Promise<void> {
  try {
    await new Job(queue, queue.name, data, {}, reminderId(data)).promote();
  } catch (error) {
    // It became due, or was promoted, between the check and the call.
    if ((error as { code?: unknown }).code !== ErrorCode.JobNotInState) throw error;
  }
}

/** Processes chunks, each for one queue. */
async function inChunks(all: Reminder[], work: (name: QueueName, chunk: ReminderData[]) => Promise<void>): Promise<void> {
  for (const name of QUEUE_NAMES) {
    const mine = all.filter((reminder) => reminder.name === name).map(({ data }) => data);
    for (let start = 0; start < mine.length; start += CHUNK) await work(name, mine.slice(start, start + CHUNK));
  }
}
