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
type AddedReminder = Reminder & { delayMs: number };

export type Reminders = ReturnType<typeof createReminders>;

/** The number of reminders for one command: about a millisecond of Redis. */
const CHUNK = 200;
/** Of BullMQ's own events of a queue, about: nobody needs them. */
const MOST_BULL_EVENTS = 100;

export function createReminders(deps: { redis: Redis; keys: Keys; run: RunCommand; now: () => number; onError: (error: Error) => void }) {
  const queues = new Map<QueueName, Queue<ReminderData>>();
  for (const name of QUEUE_NAMES) {
    const queue = new Queue<ReminderData>(name, {
      connection: deps.redis,
      prefix: deps.keys.bull,
      // BullMQ would ask for the version once, and stay broken if Redis was away at that moment.
      skipVersionCheck: true,
      skipWaitingForReady: true,
      streams: { events: { maxLen: MOST_BULL_EVENTS } },
    });
    queue.on('error', deps.onError);
    queues.set(name, queue);
  }
  const queueOf = (name: QueueName) => queues.get(name)!;

  /** Adds the first reminder of a record. */
  const add = (name: QueueName, data: ReminderData, delayMs = 0): Promise<void> => addMany([{ name, data, delayMs }]);

  /** Adds the first reminders of many records at once. By a command of our own: BullMQ calls a script for each job. */
  const addMany = async (all: AddedReminder[]): Promise<void> => {
    await Promise.all(inChunks(all).map(({ name, chunk }) => addChunk(name, chunk)));
  };

  const addChunk = async (name: QueueName, chunk: AddedReminder[]): Promise<void> => {
    await deps.run('add_reminders', {
      now: deps.now(),
      queue: name,
      ids: chunk.map(({ data }) => data.id),
      runs: chunk.map(({ data }) => data.run),
      ...(chunk.some(({ delayMs }) => delayMs > 0) && { delays: chunk.map(({ delayMs }) => delayMs) }),
      made: Date.now(), // BullMQ's workers go by it
    });
  };

  /** Makes reminders due now, whatever their state. The cost does not depend on how many wait for a worker. */
  const ensureMany = async (all: Reminder[]): Promise<void> => {
    for (const { name, chunk } of inChunks(all)) {
      const { states } = await deps.run('look_at_reminders', {
        now: deps.now(),
        queue: name,
        ids: chunk.map(({ data }) => reminderId(data)),
      });
      const delayed = chunk.filter((_, index) => states[index] === 'delayed');
      const missing = chunk.filter((_, index) => states[index] === 'missing');
      // A waiting or active one is due already.
      await Promise.all([
        addMany(missing.map(({ data }) => ({ name, data, delayMs: 0 }))),
        ...delayed.map(({ data }) => promote(queueOf(name), data)),
      ]);
    }
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
    for (const { name, chunk } of inChunks(all)) {
      await deps.run('forget_reminders', { now: deps.now(), queue: name, ids: chunk.map(({ data }) => reminderId(data)) });
    }
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

/** Those of each queue, in portions for one command. */
function inChunks<One extends Reminder>(all: readonly One[]): { name: QueueName; chunk: One[] }[] {
  return QUEUE_NAMES.flatMap((name) => {
    const mine = all.filter((reminder) => reminder.name === name);
    const starts = Array.from({ length: Math.ceil(mine.length / CHUNK) }, (_, n) => n * CHUNK);
    return starts.map((start) => ({ name, chunk: mine.slice(start, start + CHUNK) }));
  });
}
