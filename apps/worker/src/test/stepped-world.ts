import { isFinal, type DownloadRequest, type GenerationRequest, type JobStatus, type JobType } from '@darkroom/contracts';
import { createGettyClient, NotFoundError, RetryableError } from '@darkroom/getty';
import { deadlineUnsent, newJobId, openStore, type JobRecord } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';
import { rawRedis, redisInTime, startProcess, testRedis, waitFor, type AppProcess } from '@darkroom/testkit';

import { readConfig } from '../config.ts';
import { quietReminders } from './quiet-reminders.ts';
import { steppedWorker, type SteppedWorker } from './stepped-worker.ts';
import type { Ledger } from './world.ts';

const MOST_PASSES = 60;

/**
 * Starts one Getty for all worlds of a file: starting it costs more than a case, and its ledger separates their jobs. It finishes after
 * `takesMs`, which each world waits for, but never in its first answer.
 */
export async function startQuickGetty({ takesMs = 4 } = {}): Promise<AppProcess> {
  return startProcess('simulator', {
    SIMULATOR_LATENCY: '0ms',
    SIMULATOR_GENERATION_DURATION: `${takesMs}ms`,
    SIMULATOR_DOWNLOAD_DURATION: `${takesMs}ms`,
  });
}

async function isAway(): Promise<never> {
  throw new RetryableError('away', { call: 'get_download', status: 503 });
}

/**
 * A tenant, a clock that skips waiting times, and stepped workers on one Redis prefix, without reminders: another worker takes over at once
 * from a dead one.
 */
export async function setupSteps(simulator: AppProcess) {
  const redis = testRedis();
  const raw = rawRedis(redis);
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
  // Redis' clock moves with ours, and there are no reminders: the test makes each due pass.
  const simulated = { connect: () => redisInTime(redis.url, clock.now, () => undefined), reminders: quietReminders() };
  const store = openStore({ url: redis.url, prefix: redis.prefix, role: 'worker', now: clock.now, logger, simulated });
  const getty = createGettyClient({
    apiUrl: config.GETTY_API_URL,
    authUrl: config.GETTY_AUTH_URL,
    pathPrefix: config.GETTY_PATH_PREFIX,
    apiKey: config.GETTY_API_KEY,
    apiSecret: config.GETTY_API_SECRET,
    now: clock.now,
  });

  const worker = (haltAt?: number): SteppedWorker => steppedWorker({ store, getty, clock, policy }, haltAt);

  const submit = async (type: JobType, request: object): Promise<string> => {
    const now = clock.now();
    const id = newJobId();
    await store.jobs.accept({ id, type, tenant: 'acme', request, createdAt: now, deadlineAt: deadlineUnsent(undefined, now) });
    return id;
  };
  const record = async (id: string): Promise<JobRecord> => (await store.jobs.get(id))!;

  /** The effects that were paid for a job. */
  const effects = async (job: JobRecord): Promise<object[]> => {
    const { generations, downloads } = (await (await fetch(`${simulator.url}/__ledger`)).json()) as Ledger;
    return job.type === 'generation'
      ? generations.filter(({ notes }) => notes?.includes(`[darkroom:${job.id}.`))
      : downloads.filter((download) => download.generation_request_id === job.gettyId);
  };
  /** Whether Getty has finished its work for a job, so that the next step does not depend on its speed. */
  const isIdle = async (job: JobRecord): Promise<boolean> => {
    if (job.type === 'generation') {
      const { pending_now } = (await (await fetch(`${simulator.url}/__ledger?entries=false`)).json()) as { pending_now: number };
      return pending_now === 0;
    }
    try {
      return (await getty.getDownload(job.gettyId!, (job.spec.request as DownloadRequest).index)).state === 'done';
    } catch (error) {
      if (error instanceof NotFoundError) return true;
      throw error;
    }
  };
  const gettyIsIdle = async (id: string): Promise<void> => {
    const job = await record(id);
    await waitFor(() => isIdle(job), { what: 'Getty to finish' });
  };

  /** The events in the tenant's feed, in order. The type is the last field of each entry. */
  const feed = async (): Promise<string[]> => (await raw.xrange(`{${redis.prefix}}:feed:acme`, '-', '+')).map(([, flat]) => flat.at(-1)!);

  const world = {
    clock,
    worker,
    /** Submits a generation with a prompt for the simulator. */
    generation: (prompt: string, more: Partial<GenerationRequest> = {}): Promise<string> => submit('generation', { prompt, ...more }),
    /** Makes a finished generation, and returns Getty's id. */
    finished: async (): Promise<string> => {
      const answer = await getty.generate({ prompt: 'a fox [sim:inline=true]' });
      if (answer.state !== 'done') throw new Error('The simulator did not answer at once');
      return answer.generation.generation_request_id;
    },
    /** Submits a download, of a new image unless its generation is given. */
    download: async ({ of, size_name = '1k' }: { of?: string; size_name?: string } = {}): Promise<string> =>
      submit('download', { generation_request_id: of ?? (await world.finished()), index: 0, size_name }),
    store,
    /** Returns a function that restores the current state of a job, like a Redis that comes back without its last writes. */
    remember: async (id: string): Promise<() => Promise<void>> => {
      await store.noteDurability();
      const root = `{${redis.prefix}}`;
      const matching = async (pattern: string) => (await redis.command('KEYS', `${root}:${pattern}`)) as string[];
      const fields = (await redis.command('HGETALL', `${root}:job:${id}`)) as string[];
      return async () => {
        for (const slots of await matching('slots:*')) await redis.command('ZREM', slots, id);
        await redis.command('ZREM', `${root}:status:acme:waiting`, id);
        const lost = [...(await matching('getty:*')), ...(await matching('image:*')), `${root}:job:${id}`, `${root}:timeline:${id}`];
        await redis.command('DEL', ...lost);
        await redis.command('HSET', `${root}:job:${id}`, ...fields);
        await redis.command('HSET', `${root}:incarnation`, 'run_id', 'another', 'durable', '0');
      };
    },
    /** Makes passes with failing look-ups over a job until it is held. */
    holdUnseen: async (id: string): Promise<void> => {
      const blind = steppedWorker({ store, getty: { ...getty, getDownload: isAway }, clock, policy });
      for (let looks = 0; looks < MOST_PASSES && (await record(id)).status !== 'held'; looks++) {
        ahead += 3_600_000;
        await blind.pass({ id, run: (await record(id)).run });
      }
    },
    /** Makes each pass over a job at its time, until it has ended or is held, or the worker halts. */
    run: async (by: SteppedWorker, id: string): Promise<void> => {
      for (let passes = 0; passes < MOST_PASSES; passes++) {
        const outcome = await by.pass({ id, run: (await record(id)).run });
        const job = await record(id);
        if (outcome === 'halted' || isFinal(job.status) || job.status === 'held') return;
        await gettyIsIdle(id);
        ahead = Math.max(ahead, (outcome.againAt ?? 0) - Date.now());
      }
      throw new Error(`Job ${id} did not end in ${MOST_PASSES} passes`);
    },
    /** Fetches a token, so that a first pass takes the fast path. */
    warmUp: () => getty.warmUp(),
    gettyIsIdle,
    record,
    effects,
    /** The types of all events so far. */
    eventTypes: feed,
    setLimits: store.queries.setLimits,
    /** Whether no job holds or waits for a slot. */
    isEmpty: async (): Promise<boolean> => {
      const { pending } = await store.overview.limits();
      return pending.taken === 0 && Object.keys(pending.waiting).length === 0;
    },
    /** The end of a job, what was paid and published for it, and what a further pass would do. */
    endOf: async (id: string) => {
      const further = await worker().pass({ id, run: 1 });
      const job = await record(id);
      const events = await feed();
      return {
        status: job.status,
        billing: job.billing.state,
        paid: (await effects(job)).length,
        ends: events.filter((event) => !event.endsWith('.waiting') && !event.endsWith('.held')),
        held: events.filter((event) => event.endsWith('.held')).length,
        repeated: events.length - new Set(events).size,
        slot: job.slot,
        further,
      };
    },
    async [Symbol.asyncDispose]() {
      await getty.close();
      await store.close();
      raw.disconnect();
      await redis[Symbol.asyncDispose]();
    },
  };
  return world;
}

type End = Awaited<ReturnType<Awaited<ReturnType<typeof setupSteps>>['endOf']>>;

/** The only allowed end: one event, at most one payment, its slot returned, and nothing left to do. */
export function oneEnd(type: JobType, status: Extract<JobStatus, 'succeeded' | 'held'>): End {
  const common = { status, repeated: 0, slot: null, further: { note: 'ended' } };
  if (status === 'held') return { ...common, billing: 'unknown', paid: 0, ends: [], held: 1 };
  return { ...common, billing: type === 'download' ? 'may_be_charged' : 'charged', paid: 1, ends: [`${type}.succeeded`], held: 0 };
}
