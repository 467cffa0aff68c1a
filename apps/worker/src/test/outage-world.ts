import { isFinal, type JobType } from '@darkroom/contracts';
import { deadlineUnsent, newJobId, openStore, type GettyNoted, type JobRecord } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';
import { rawRedis, redisInTime, testRedis } from '@darkroom/testkit';

import { readConfig } from '../config.ts';
import { createDeps } from '../create-deps.ts';
import { runPass } from '../run-pass.ts';
import { outageGetty } from './outage-getty.ts';
import { quietReminders } from './quiet-reminders.ts';

const STEP_MS = 1_000;

const onError = (error: unknown) => {
  throw error;
};

/**
 * The product's own passes and sweep on a real Redis, a Getty in this process, and one clock that only `goOn` moves. Each job gets a pass
 * at its time or when it is woken, and the sweep runs twice a second.
 */
export async function setupOutage(settings: Record<string, string> = {}) {
  const redis = testRedis();
  let now = 1_900_000_000_000;
  const clock = { now: () => now, sleep: async (ms: number) => void (now += ms) };
  const logger = createLogger({ name: 'test', level: 'silent' });
  const config = readConfig({
    REDIS_URL: redis.url,
    GETTY_API_URL: 'http://getty.test',
    GETTY_AUTH_URL: 'http://getty.test/oauth2/token',
    GETTY_API_KEY: 'test-key',
    GETTY_API_SECRET: 'test-secret',
    ...settings,
  });
  const store = openStore({
    url: redis.url,
    prefix: redis.prefix,
    role: 'worker',
    now: clock.now,
    logger,
    simulated: { connect: () => redisInTime(redis.url, clock.now, () => undefined), reminders: quietReminders() },
  });
  const raw = rawRedis(redis);
  const getty = outageGetty(clock.now);
  const noted: GettyNoted[] = [];
  const onGetty = (what: GettyNoted) => void (what.code === 'noted' || noted.push(what));
  const deps = createDeps(config, { store, clock, random: () => 0.5, exchange: getty.exchange, onGetty, onError });
  const sweep = store.createSweep({ retentionMs: 30 * 86_400_000, askGetty: deps.askGetty });
  const events = { passEnded: () => undefined };
  if (config.GETTY_MAX_PENDING !== undefined) await store.queries.setLimits({ pending: config.GETTY_MAX_PENDING, queries: undefined });

  /** The time of each job's next pass; none for those that have ended. */
  const due = new Map<string, number>();
  const passOver = async (id: string): Promise<void> => {
    const record = (await store.jobs.get(id))!;
    const { againAt } = await runPass({ ...deps, events }, { id, run: record.run });
    if (againAt === undefined) due.delete(id);
    else due.set(id, againAt);
  };

  const submit = async (type: JobType, request: object, over: { deadlineAt?: number; tenant?: string } = {}): Promise<string> => {
    const id = newJobId();
    const deadlineAt = over.deadlineAt ?? deadlineUnsent(undefined, now);
    await store.jobs.accept({ id, type, tenant: over.tenant ?? 'acme', request, createdAt: now, deadlineAt });
    due.set(id, now);
    return id;
  };

  return {
    clock,
    getty,
    store,
    raw,
    prefix: redis.prefix,
    /** The recorded changes between away and back. */
    noted,
    generation: (over: { deadlineAt?: number; tenant?: string; product?: number; request?: object } = {}) =>
      submit('generation', { prompt: 'a fox', ...(over.product && { product_id: over.product }), ...over.request }, over),
    download: (image: number, over: { deadlineAt?: number; tenant?: string } = {}) =>
      submit('download', { generation_request_id: 'somebodys', index: image, size_name: '4k' }, over),
    /** A generation for which no worker has a place. */
    unseen: async (over: { deadlineAt: number }): Promise<string> => {
      const id = await submit('generation', { prompt: 'a fox' }, over);
      due.delete(id);
      return id;
    },
    record: async (id: string): Promise<JobRecord> => (await store.jobs.get(id))!,
    records: async (ids: string[]): Promise<JobRecord[]> => store.jobs.getMany(ids),
    events: async (id: string) => (await store.jobs.timeline((await store.jobs.get(id))!)).map(({ event }) => event),
    pauses: async () => (await store.overview.limits()).pauses.map(({ name }) => name),
    away: async () => (await store.overview.limits()).gettyAway,
    /** Makes a pass over a job now. */
    passOver,
    /** Lets time pass in steps of half a second; in longer steps for outages of hours. */
    goOn: async (ms: number, stepMs = STEP_MS): Promise<void> => {
      for (const end = now + ms; now < end; now += stepMs) {
        await sweep.sweepOnce();
        await sweep.asked();
        for (const id of await raw.zrange(`{${redis.prefix}}:wake`, 0, '-1')) if (due.has(id)) due.set(id, now);
        for (const [id, at] of due) if (at <= now) await passOver(id);
      }
    },
    /** Slots, lines and due jobs that are left; none at the end. */
    leftovers: async (): Promise<string[]> => {
      const keys = await raw.keys(`{${redis.prefix}}:*`);
      return keys
        .map((key) => key.slice(redis.prefix.length + 3))
        .filter((key) => /^(slots|line|wake|due|deadlines|pause|probes)/.test(key));
    },
    allEnded: async (ids: string[]) => (await store.jobs.getMany(ids)).every(({ status }) => isFinal(status)),
    async [Symbol.asyncDispose]() {
      await deps.getty.close();
      await store.close();
      raw.disconnect();
      await redis[Symbol.asyncDispose]();
    },
  };
}
