import { isFinal, type GenerationRequest } from '@darkroom/contracts';
import { deadlineUnsent, newJobId, openStore, type JobRecord } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';
import { startProcess, testRedis, waitFor, type AppProcess } from '@darkroom/testkit';

import { createApp } from '../app.ts';
import { readConfig } from '../config.ts';

/** The paid effects in the simulator's ledger. */
export type Ledger = {
  generations: { generation_request_id: string; operation: string; prompt: string; notes: string | null; answered: string }[];
  downloads: { generation_request_id: string; index: number; size_name: string; generated_asset_id: string }[];
  /** Call → status → count. */
  calls: Record<string, Record<string, number>>;
  pending_peak: number;
};

type Options = {
  /** As `/__settings` of the simulator takes them. */
  simulator?: object;
  worker?: Record<string, string>;
};

export type World = Awaited<ReturnType<typeof setup>>;

/**
 * Returns what makes the worlds of a test file, one after the other. Starting a Getty costs more than most tests of it, so all have one: each world finds it
 * as new.
 */
export function worldsOfFile(): (options?: Options) => Promise<World> {
  let quick: { simulator: AppProcess; settings: object } | undefined;
  const { afterAll } = globalThis as unknown as typeof import('@jest/globals'); // of the test file that runs now
  afterAll(async () => quick?.simulator[Symbol.asyncDispose]());

  return async (options = {}) => {
    quick ??= await startGetty();
    const { simulator, settings } = quick;
    for (const path of ['/__scenarios', '/__ledger']) await ask(simulator.url + path, { method: 'DELETE' });
    await ask(`${simulator.url}/__settings`, { method: 'PUT', body: { ...settings, ...options.simulator } });
    return setup(simulator, options);
  };
}

async function startGetty() {
  const simulator = await startProcess('simulator', {
    SIMULATOR_LATENCY: '1ms',
    SIMULATOR_GENERATION_DURATION: '300ms',
    SIMULATOR_DOWNLOAD_DURATION: '100ms',
  });
  return { simulator, settings: (await ask(`${simulator.url}/__settings`)) as object };
}

/** A worker in this process, a Getty stand-in in another, and a tenant that submits directly into the store. */
async function setup(simulator: AppProcess, options: Options) {
  const redis = testRedis();
  const environment = {
    REDIS_URL: redis.url,
    REDIS_PREFIX: redis.prefix,
    PORT: '0',
    LOG_LEVEL: 'silent',
    GETTY_API_URL: simulator.url,
    GETTY_AUTH_URL: `${simulator.url}/oauth2/token`,
    GETTY_API_KEY: 'test-key',
    GETTY_API_SECRET: 'test-secret',
    GETTY_PAID_TIMEOUT: '3s', // an answer that a busy machine delays is not lost
    GETTY_HISTORY_SETTLE: '500ms',
    ...options.worker,
  };
  const config = readConfig(environment);
  const logger = createLogger({ name: 'test', level: process.env.TEST_LOG_LEVEL ?? 'silent' });
  const worker = createApp(config, { logger });
  const store = openStore({ url: redis.url, prefix: redis.prefix, role: 'worker', now: Date.now, logger });

  const submit = async (request: Partial<GenerationRequest> = {}, tenant = 'acme'): Promise<string> => {
    const now = Date.now();
    const id = newJobId();
    const asked = request.deadline === undefined ? undefined : Date.parse(request.deadline);
    await store.jobs.accept({
      id,
      type: 'generation',
      tenant,
      request: { prompt: 'a fox in the snow', ...request },
      submittedBy: `key_of_${tenant}`,
      createdAt: now,
      deadlineAt: deadlineUnsent(asked, now),
    });
    return id;
  };
  const record = async (id: string): Promise<JobRecord> => {
    const found = await store.jobs.get(id);
    if (!found) throw new Error(`No job ${id}`);
    return found;
  };
  const reaches = async (id: string, wanted: (record: JobRecord) => boolean, what: string): Promise<JobRecord> => {
    const seen = async () => {
      const found = await record(id);
      return wanted(found) ? found : undefined;
    };
    return waitFor(seen, { what: `job ${id} ${what}` });
  };

  return {
    /** The settings of the worker. */
    environment,
    store,
    gettyUrl: simulator.url,
    worker,
    submit,
    record,
    reaches,
    /** The record once its run has ended or is held. */
    ended: (id: string) => reaches(id, ({ status }) => isFinal(status) || status === 'held', 'to end'),
    events: async (id: string) => (await store.jobs.timeline((await store.jobs.get(id))!)).map(({ event }) => event),
    ledger: async () => (await ask(`${simulator.url}/__ledger`)) as Ledger,
    /** Programs the next `times` matching requests. */
    scenario: async (match: object, then: object, times: number | null = 1) => {
      // oxlint-disable-next-line unicorn/no-thenable -- the simulator's field name
      await ask(`${simulator.url}/__scenarios`, { method: 'POST', body: { match, times, then } });
    },
    /** Calls a control route of the simulator. */
    control: (method: string, path: string, body?: object): Promise<unknown> =>
      ask(simulator.url + path, { method, ...(body && { body }) }),
    async [Symbol.asyncDispose]() {
      await worker.stop();
      await store.close();
      await redis[Symbol.asyncDispose]();
    },
  };
}

async function ask(url: string, { method = 'GET', body }: { method?: string; body?: object } = {}): Promise<unknown> {
  const init = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, { method, ...init });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}
