import { isFinal, type JobType } from '@darkroom/contracts';
import { deadlineUnsent, newJobId, openStore, type JobRecord, type NewJob } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';
import { rawRedis, redisInTime, testRedis } from '@darkroom/testkit';

import type { Policy } from '../pass/deps.ts';
import { fakeGetty } from './fake-getty.ts';
import { quietReminders } from './quiet-reminders.ts';
import { steppedWorker, type SteppedWorker } from './stepped-worker.ts';

const START = Date.parse('2026-03-01T12:00:00Z');
const MOST_PASSES = 60;

/**
 * Stepped workers on a real Redis, in front of a Getty in this process, with one clock that only passes and the test move. Another worker takes over
 * at once from a dead one.
 */
export async function inProcessWorld({ notes = 'append' }: Partial<Pick<Policy, 'notes'>> = {}) {
  const redis = testRedis();
  let now = START;
  const clock = { now: () => now, sleep: async (ms: number) => void (now += ms) };
  const simulated = { connect: () => redisInTime(redis.url, clock.now, () => undefined), reminders: quietReminders() };
  const logger = createLogger({ name: 'test', level: 'silent' });
  const store = openStore({ url: redis.url, prefix: redis.prefix, role: 'worker', now: clock.now, logger, simulated });
  const raw = rawRedis(redis);
  const getty = fakeGetty(clock);
  const policy = { paidTimeoutMs: 90_000, historySettleMs: 60_000, notes };

  const worker = (haltAt?: number): SteppedWorker => steppedWorker({ store, getty: getty.client, clock, policy }, haltAt);
  const record = async (id: string): Promise<JobRecord> => (await store.jobs.get(id))!;
  const submit = async (type: JobType, request: object, more: Partial<NewJob> = {}): Promise<string> => {
    const id = newJobId();
    await store.jobs.accept({ id, type, tenant: 'acme', request, createdAt: now, deadlineAt: deadlineUnsent(undefined, now), ...more });
    return id;
  };

  const world = {
    store,
    raw,
    prefix: redis.prefix,
    clock,
    getty,
    worker,
    record,
    submit,
    /** Makes each pass over a job at its time, until it has ended or is held, or the worker halts. */
    run: async (id: string, by: SteppedWorker = worker()): Promise<JobRecord> => {
      for (let passes = 0; passes < MOST_PASSES; passes++) {
        const outcome = await by.pass({ id, run: (await record(id)).run });
        const job = await record(id);
        if (outcome === 'halted' || isFinal(job.status) || job.status === 'held') return job;
        now = Math.max(now, outcome.againAt ?? 0);
      }
      throw new Error(`Job ${id} did not end in ${MOST_PASSES} passes`);
    },
    /** A worker works on the job up to a step, and then stops for ever. */
    dies: async (id: string, haltAt: number): Promise<SteppedWorker> => {
      const by = worker(haltAt);
      await world.run(id, by);
      return by;
    },
    /** Redis comes back without the writes of the last moments. */
    loseWrites: async (): Promise<void> => {
      await store.noteDurability();
      await raw.hset(`{${redis.prefix}}:incarnation`, 'run_id', 'another', 'durable', '0');
    },
    events: async (id: string) => (await store.jobs.timeline(await record(id))).map(({ event }) => event),
    /** The types of all events of the tenant. */
    eventTypes: async (tenant = 'acme'): Promise<string[]> =>
      (await raw.xrange(`{${redis.prefix}}:feed:${tenant}`, '-', '+')).map(([, flat]) => flat[flat.lastIndexOf('event') + 1]!),
    async [Symbol.asyncDispose]() {
      await store.close();
      raw.disconnect();
      await redis[Symbol.asyncDispose]();
    },
  };
  return world;
}

export type InProcessWorld = Awaited<ReturnType<typeof inProcessWorld>>;
