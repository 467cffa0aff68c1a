import type { JobType } from '@darkroom/contracts';
import { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';

import type { Keys } from './keys.ts';

/**
 * Reminders: BullMQ's jobs. One says only "this record is due"; what is to be done stands in the record. Losing one loses
 * nothing: the sweep makes it again.
 */
export type QueueName = JobType | 'delivery';

export const QUEUE_NAMES: QueueName[] = ['generation', 'download', 'delivery'];

/** What a reminder carries. `run` is 0 for deliveries, which have none. */
export type ReminderData = { id: string; run: number };

export type Reminders = ReturnType<typeof createReminders>;

export function createReminders(deps: { redis: Redis; keys: Keys; onError: (error: Error) => void }) {
  const queues = new Map<QueueName, Queue<ReminderData>>();
  for (const name of QUEUE_NAMES) {
    const queue = new Queue<ReminderData>(name, {
      connection: deps.redis,
      prefix: deps.keys.bull,
      // BullMQ would ask for the version once, and stay broken for good if Redis was away at that moment.
      skipVersionCheck: true,
      skipWaitingForReady: true,
      // Only Bull Board watches BullMQ's own events.
      streams: { events: { maxLen: 1_000 } },
    });
    queue.on('error', deps.onError);
    queues.set(name, queue);
  }
  const queueOf = (name: QueueName) => queues.get(name)!;

  /** Reminds of a record that was never reminded of before. */
  const add = async (name: QueueName, data: ReminderData, delayMs = 0): Promise<void> => {
    await queueOf(name).add(name, data, { jobId: reminderId(data), delay: delayMs });
  };

  /** Reminds of many records that were never reminded of before, in one go. */
  const addMany = async (all: { name: QueueName; data: ReminderData; delayMs: number }[]): Promise<void> => {
    for (const name of QUEUE_NAMES) {
      const mine = all.filter((reminder) => reminder.name === name);
      if (mine.length === 0) continue;
      const jobs = mine.map(({ data, delayMs }) => ({ name, data, opts: { jobId: reminderId(data), delay: delayMs } }));
      await queueOf(name).addBulk(jobs);
    }
  };

  /** Makes sure that a living reminder is due now, whatever became of earlier ones. */
  const ensure = async (name: QueueName, data: ReminderData): Promise<void> => {
    const queue = queueOf(name);
    const id = reminderId(data);
    switch (await queue.getJobState(id)) {
      case 'delayed':
        await promote(queue, id);
        break;
      case 'completed':
      case 'failed':
        // `add` on an id that exists does nothing, even on a finished one.
        await queue.remove(id);
        await add(name, data);
        break;
      case 'unknown':
        await add(name, data);
        break;
      default: // waiting or active: it is due already
    }
  };

  /** Reminds of the jobs that a command woke (`type run id`). */
  const remindWoken = async (woken: string[]): Promise<void> => {
    await Promise.all(
      woken.map((reminder) => {
        const [type, run, id] = reminder.split(' ');
        return ensure(type as JobType, { id: id!, run: Number(run) });
      }),
    );
  };

  /** Removes a reminder that is not being worked on. */
  const forget = async (name: QueueName, data: ReminderData): Promise<void> => {
    await queueOf(name).remove(reminderId(data));
  };

  const close = async (): Promise<void> => {
    await Promise.all([...queues.values()].map((queue) => queue.close()));
  };

  return { add, addMany, ensure, remindWoken, forget, close, queues: () => [...queues.values()] };
}

/** BullMQ's ids may hold no colon. */
function reminderId(data: ReminderData): string {
  return data.run === 0 ? data.id : `${data.id}.${data.run}`;
}

async function promote(queue: Queue<ReminderData>, id: string): Promise<void> {
  const job = await Job.fromId(queue, id);
  try {
    await job?.promote();
  } catch (error) {
    // It became due, or was promoted, between the look and the call.
    if ((await queue.getJobState(id)) === 'delayed') throw error;
  }
}
