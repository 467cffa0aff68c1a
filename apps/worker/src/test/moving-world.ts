import { randomUUID } from 'node:crypto';

import type { DownloadRequest, GenerationRequest, JobType } from '@darkroom/contracts';
import { deadlineUnsent, newJobId, openStore, type JobRecord, type Reminders } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';
import { redisInTime, testRedis } from '@darkroom/testkit';

import { readConfig } from '../config.ts';
import { createDeps } from '../create-deps.ts';
import { runPass } from '../run-pass.ts';
import { movingGetty } from './moving-getty.ts';
import { virtualTime } from './virtual-time.ts';

export type MovingWorld = Awaited<ReturnType<typeof movingWorld>>;

/** The interval of a worker's sweep, in ms. */
const SWEEP_EVERY_MS = 1_000;
/** Time from a due reminder until its pass begins. */
const HAND_OUT_MS = 10;

/**
 * Workers under a virtual clock: their real passes and sweeps, the real Lua on a real Redis, reminders without BullMQ, and a Getty with
 * changing limits. Hours pass as fast as Redis answers; nothing waits for real time. `skewMs`: the error of each worker's clock.
 */
export async function movingWorld(given: { workers?: number; places?: number; skewMs?: number[]; settings?: Record<string, string> } = {}) {
  const prefix = testRedis();
  const time = virtualTime(Date.parse('2026-03-01T12:00:00Z'));
  const logger = createLogger({ name: 'test', level: 'silent' });
  const getty = movingGetty(time);
  const config = readConfig({
    REDIS_URL: prefix.url,
    GETTY_API_URL: 'https://getty.test',
    GETTY_AUTH_URL: 'https://getty.test/oauth2/token',
    GETTY_API_KEY: 'test-key',
    GETTY_API_SECRET: 'test-secret',
    ...given.settings,
  });

  const due = new Map<string, { type: JobType; id: string; run: number; at: number }>();
  const passing = new Set<string>();
  const wokenMeanwhile = new Set<string>();
  const remind = (type: JobType, id: string, run: number, at: number): void => {
    if (passing.has(id)) wokenMeanwhile.add(id);
    else due.set(id, { type, id, run, at });
  };
  const reminders = {
    add: async (type: JobType, data: { id: string; run: number }, delayMs = 0) => remind(type, data.id, data.run, time.now() + delayMs),
    addMany: async (all: { name: JobType; data: { id: string; run: number }; delayMs: number }[]) => {
      for (const { name, data, delayMs } of all) remind(name, data.id, data.run, time.now() + delayMs);
    },
    ensure: async (type: JobType, data: { id: string; run: number }) => remind(type, data.id, data.run, time.now()),
    ensureMany: async (all: { name: JobType; data: { id: string; run: number } }[]) => {
      for (const { name, data } of all) remind(name, data.id, data.run, time.now());
    },
    remindWoken: async (woken: string[]) => {
      for (const reminder of woken) {
        const [type, run, id] = reminder.split(' ') as [JobType, string, string];
        remind(type, id, Number(run), time.now());
      }
    },
    forget: async () => undefined,
    forgetMany: async () => undefined,
    close: async () => undefined,
    queues: () => [],
  } as unknown as Reminders;

  const open = (skewMs: number) =>
    openStore({
      url: prefix.url,
      prefix: prefix.prefix,
      role: 'worker',
      now: () => time.now() + skewMs,
      logger,
      simulated: { connect: () => redisInTime(prefix.url, time.now, time.whileUnderWay), reminders },
    });
  const store = open(0);

  let thrown: unknown;
  const createWorker = (index: number) => {
    const skewMs = given.skewMs?.[index] ?? 0;
    const clock = { now: () => time.now() + skewMs, sleep: (ms: number) => time.sleep(ms) };
    const own = open(skewMs);
    const deps = createDeps(config, {
      store: own,
      clock,
      random: time.random,
      onCall: () => undefined,
      exchange: (request) => getty.exchange(request),
    });
    const events = { passEnded: () => undefined, gettyCalled: () => undefined };
    const sweep = own.createSweep({ retentionMs: 90 * 86_400_000 });
    const worker = { places: given.places ?? 20, busy: { generation: 0, download: 0 }, alive: true, asleep: 0 };

    const pass = async (reminder: { type: JobType; id: string; run: number }): Promise<void> => {
      passing.add(reminder.id);
      wokenMeanwhile.delete(reminder.id);
      try {
        const outcome = await runPass({ ...deps, events }, { id: reminder.id, run: reminder.run });
        passing.delete(reminder.id);
        const woken = outcome.wakes === true && wokenMeanwhile.delete(reminder.id);
        if (woken) remind(reminder.type, reminder.id, reminder.run, time.now());
        else if (outcome.againAt !== undefined && !due.has(reminder.id))
          remind(reminder.type, reminder.id, reminder.run, outcome.againAt - skewMs);
      } catch (error) {
        thrown ??= error;
      } finally {
        passing.delete(reminder.id);
        worker.busy[reminder.type] -= 1;
      }
    };
    const sweepAgain = (): void => {
      if (worker.alive)
        void time.run(async () => void (await sweep.sweepOnce()), SWEEP_EVERY_MS * (0.8 + 0.4 * time.random())).then(sweepAgain);
    };
    sweepAgain();
    return { worker, pass, own, deps };
  };
  const workers = Array.from({ length: given.workers ?? 2 }, (_, index) => createWorker(index));

  /** Assigns due reminders to free places, the earliest first. */
  const handOut = (): void => {
    const ready = [...due.values()].filter(({ at }) => at <= time.now()).toSorted((a, b) => a.at - b.at);
    for (const reminder of ready) {
      const free = workers.find(({ worker }) => worker.alive && worker.busy[reminder.type] < worker.places);
      if (!free) continue;
      due.delete(reminder.id);
      free.worker.busy[reminder.type] += 1;
      void time.run(() => free.pass(reminder), HAND_OUT_MS);
    }
  };
  /** What is due already waits for a place, which another event frees. */
  const nextDue = (): number => {
    let next = Infinity;
    for (const { at } of due.values()) if (at > time.now() && at < next) next = at;
    return next;
  };

  return {
    store,
    getty,
    now: time.now,
    workers,
    addWorker: () => workers.push(createWorker(workers.length)),
    submit: async (type: JobType, request: object, over: { tenant?: string; deadlineMs?: number } = {}): Promise<string> => {
      const now = time.now();
      const id = newJobId();
      const asked = over.deadlineMs === undefined ? undefined : now + over.deadlineMs;
      await store.jobs.accept({
        id,
        type,
        tenant: over.tenant ?? 'acme',
        request,
        createdAt: now,
        deadlineAt: deadlineUnsent(asked, now),
      });
      remind(type, id, 1, now);
      return id;
    },
    record: async (id: string): Promise<JobRecord> => (await store.jobs.get(id))!,
    /** Lets time pass. `each` is called every second. */
    pass: async (seconds: number, each?: () => Promise<void> | void): Promise<void> => {
      for (let second = 0; second < seconds; second++) {
        await time.until(time.now() + 1_000, { handOut, nextDue });
        if (thrown !== undefined) throw thrown;
        await each?.();
      }
    },
    async [Symbol.asyncDispose]() {
      for (const { worker } of workers) worker.alive = false;
      await time.end();
      for (const { deps, own } of workers) {
        await deps.getty.close();
        await own.close();
      }
      await store.close();
      await prefix[Symbol.asyncDispose]();
    },
  };
}

export function generation(prompt = `a fox ${randomUUID()}`): Partial<GenerationRequest> {
  return { prompt };
}

export function download(): DownloadRequest {
  return { generation_request_id: randomUUID(), index: 0, size_name: '1k' };
}
