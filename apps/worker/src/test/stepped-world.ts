import { isFinal, type JobType } from '@darkroom/contracts';
import { createGettyClient } from '@darkroom/getty';
import { deadlineUnsent, newJobId, openStore, type JobRecord } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';
import { redisContents, testRedis, waitFor, type AppProcess } from '@darkroom/testkit';

import { readConfig } from '../config.ts';
import { refuseLateStart } from '../paid-call.ts';
import { steppedWorker, type SteppedWorker } from './stepped-worker.ts';
import type { Ledger } from './world.ts';

const MOST_PASSES = 60;
const STREAM_ID = /^\d{13}-\d+$/;

/**
 * A tenant, a clock that jumps over what a job waits for, and stepped workers on one Redis prefix, without reminders: what a dead worker
 * leaves is passed over at once by another.
 */
export async function setupSteps(simulator: AppProcess) {
  const redis = testRedis();
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead, sleep: async (ms: number) => void (ahead += ms) };
  const logger = createLogger({ name: 'test', level: 'silent' });
  const config = readConfig({
    REDIS_URL: redis.url,
    GETTY_API_URL: simulator.url,
    GETTY_AUTH_URL: `${simulator.url}/oauth2/token`,
    GETTY_API_KEY: 'test-key',
    GETTY_API_SECRET: 'test-secret',
  });
  const policy = { paidTimeoutMs: config.GETTY_PAID_TIMEOUT, historySettleMs: config.GETTY_HISTORY_SETTLE, notes: config.GETTY_NOTES };
  const open = () => openStore({ url: redis.url, prefix: redis.prefix, role: 'worker', now: clock.now, logger });
  const connect = () =>
    createGettyClient({
      apiUrl: config.GETTY_API_URL,
      authUrl: config.GETTY_AUTH_URL,
      pathPrefix: config.GETTY_PATH_PREFIX,
      apiKey: config.GETTY_API_KEY,
      apiSecret: config.GETTY_API_SECRET,
      now: clock.now,
      beforeCall: async (kind) => refuseLateStart(kind, clock.now()),
    });
  const store = open();
  const getty = connect();
  const opened: { close(): Promise<void> }[] = [store, getty];

  const worker = (haltAt?: number): SteppedWorker => {
    const own = { store: open(), getty: connect() };
    opened.push(own.store, own.getty);
    return steppedWorker({ ...own, clock, policy }, haltAt);
  };
  const submit = async (type: JobType, request: object): Promise<string> => {
    const now = clock.now();
    const id = newJobId();
    await store.jobs.accept({ id, type, tenant: 'acme', request, createdAt: now, deadlineAt: deadlineUnsent(undefined, now) });
    return id;
  };
  const record = async (id: string): Promise<JobRecord> => (await store.jobs.get(id))!;

  const ledger = async () => (await (await fetch(`${simulator.url}/__ledger`)).json()) as Ledger & { pending_now: number };
  /** What was paid for a job. */
  const effects = async (job: JobRecord): Promise<object[]> => {
    const { generations, downloads } = await ledger();
    return job.type === 'generation'
      ? generations.filter(({ notes }) => notes?.includes(`[darkroom:${job.id}.`))
      : downloads.filter((download) => download.generation_request_id === job.gettyId);
  };
  /** Getty has finished what it has of a job, so that a poll finds it done. */
  const finishedAtGetty = async (job: JobRecord): Promise<boolean> => {
    if ((await ledger()).pending_now > 0) return false;
    if (job.type === 'generation' || (await effects(job)).length === 0) return true;
    return (await getty.getDownload(job.gettyId!, 0)).state === 'done';
  };

  return {
    clock,
    worker,
    submit,
    record,
    effects,
    /** A generation that is finished at Getty, to download from; returns Getty's id. */
    finishedGeneration: async (): Promise<string> => {
      const answer = await getty.generate({ prompt: 'a fox [sim:inline=true]' });
      if (answer.state !== 'done') throw new Error('The simulator did not answer at once');
      return answer.generation.generation_request_id;
    },
    /** Passes over a job, each at its time, until it has ended or is held, or the worker stands still. */
    run: async (by: SteppedWorker, id: string): Promise<JobRecord> => {
      for (let passes = 0; passes < MOST_PASSES; passes++) {
        const outcome = await by.pass({ id, run: 1 });
        const job = await record(id);
        if (outcome === 'halted' || isFinal(job.status) || job.status === 'held') return job;
        await waitFor(() => finishedAtGetty(job), { what: 'Getty to finish' });
        ahead = Math.max(ahead, (outcome.againAt ?? 0) - Date.now());
      }
      throw new Error(`Job ${id} came to no end in ${MOST_PASSES} passes`);
    },
    finishedAtGetty: async (id: string): Promise<void> => {
      const job = await record(id);
      await waitFor(() => finishedAtGetty(job), { what: 'Getty to finish' });
    },
    /** The events in the tenant's feed, in order. */
    told: async (): Promise<string[]> => {
      const feed = (await redisContents(redis)).find(({ key }) => key.endsWith(':feed:acme'));
      const texts = feed?.texts ?? [];
      // The type is the last field of each entry.
      return texts.filter((_text, index) => index + 1 === texts.length || STREAM_ID.test(texts[index + 1]!));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((each) => each.close()));
      await redis[Symbol.asyncDispose]();
    },
  };
}
