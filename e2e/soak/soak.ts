import { ownRedis, startProcess, waitFor, type AppProcess, type OwnRedis, type WebhookReceiverOptions } from '@darkroom/testkit';

import { startSystem, type System } from '../system.ts';
import { collectGarbage, jump, jumpingClock } from '../jumping-clock.ts';
import { trends, type Trend } from './growth.ts';
import { runRound } from './round.ts';
import { measure, type Size } from './size.ts';

/** Rounds are run until there were `rounds` of them and `forMs` is over. */
export type SoakOptions = { rounds: number; forMs: number; jobsARound: number; perSecond: number };

export type SoakReport = { rounds: number; jobs: number; tookMs: number; sizes: Size[]; trends: Trend[] };

export type SoakOutlet = {
  say?: (done: { rounds: number; jobs: number }) => void;
  /** Rejects when the soak is to end early; what was started is ended all the same. */
  interrupted?: Promise<never>;
};

/** Longer than jobs, events and feeds are kept. */
const MONTH_MS = 31 * 86_400_000;
/** Downloads are remembered for six months by Redis' own clock, which does not jump: each is removed early, if it was to be removed. */
const FORGET_IMAGES = `
  for _, image in ipairs(redis.call('KEYS', ARGV[1])) do
    if redis.call('TTL', image) < 0 then return redis.error_reply(image .. ' would stay for ever') end
    redis.call('DEL', image)
  end`;
const LOGIN = { DASHBOARD_USER: 'ansel', DASHBOARD_PASSWORD: 'half-dome-1927' };

/**
 * The same processes run round after round of jobs. After each, a month passes for all of them, retention removes everything, and what
 * they and Redis still hold is measured: G8 says that it stays the same.
 */
export async function runSoak(options: SoakOptions, { say, interrupted }: SoakOutlet = {}): Promise<SoakReport> {
  await using redis = await ownRedis();
  await using system = await startSystem({
    redisUrl: redis.url,
    workers: 2,
    all: { NODE_OPTIONS: jumpingClock(MONTH_MS) },
    simulator: {
      NODE_OPTIONS: jumpingClock(MONTH_MS), // its history is asked for by time
      SIMULATOR_GENERATION_DURATION: '100ms-400ms',
      SIMULATOR_DOWNLOAD_DURATION: '50ms-200ms',
      SIMULATOR_MAX_GENERATIONS: '1000',
    },
    answer: everyTenthFails(),
  });
  const settings = { REDIS_URL: redis.url, REDIS_PREFIX: system.redis.prefix, NODE_OPTIONS: jumpingClock(MONTH_MS), ...LOGIN };
  await using dashboard = await startProcess('dashboard', settings);
  const watching = new AbortController();
  const watched = watch(dashboard, watching.signal);
  try {
    const soaked = soak({ redis, system, dashboard, say: say ?? (() => undefined) }, options);
    return await (interrupted ? Promise.race([soaked, interrupted]) : soaked);
  } finally {
    watching.abort();
    await watched;
  }
}

type World = { redis: OwnRedis; system: System; dashboard: AppProcess; say: NonNullable<SoakOutlet['say']> };

async function soak({ redis, system, dashboard, say }: World, options: SoakOptions): Promise<SoakReport> {
  const startedAt = performance.now();
  const { api, notifier, workers } = system.processes;
  const processes = { api, notifier, dashboard, ...Object.fromEntries(workers.map((worker, n) => [`worker ${n}`, worker])) };
  const sizes: Size[] = [];
  let jobs = 0;
  while (sizes.length < options.rounds || performance.now() - startedAt < options.forMs) {
    const { jobsARound, perSecond } = options;
    jobs += (await runRound(system, { round: sizes.length, jobs: jobsARound, perSecond })).length;
    await untilSettled(redis, system);
    jump([system.simulator, ...Object.values(processes)]);
    await waitFor(async () => (await system.jobs()).length === 0, { what: 'retention to remove the jobs', timeoutMs: 60_000 });
    await collectGarbage(Object.values(processes));
    sizes.push(await measure(redis, processes));
    await redis.command('EVAL', FORGET_IMAGES, '0', `{${system.redis.prefix}}:image:*`);
    say({ rounds: sizes.length, jobs });
  }
  return { rounds: sizes.length, jobs, tookMs: performance.now() - startedAt, sizes, trends: trends(sizes) };
}

function everyTenthFails(): WebhookReceiverOptions['answer'] {
  let asked = 0;
  return () => (++asked % 10 === 0 ? { status: 500 } : {});
}

/** The last deliveries have been settled: retention checks a job with open deliveries only an hour later. */
function untilSettled(redis: OwnRedis, system: System): Promise<boolean> {
  const [line, later] = ['delivery-line', 'delivery-later'].map((name) => `{${system.redis.prefix}}:${name}`) as [string, string];
  return waitFor(async () => (await redis.command('EXISTS', line, later)) === 0, {
    what: 'all deliveries to be settled',
    timeoutMs: 60_000,
  });
}

/** Somebody looks at the live page all the time. Returns when `signal` is aborted. */
async function watch(dashboard: AppProcess, signal: AbortSignal): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${LOGIN.DASHBOARD_USER}:${LOGIN.DASHBOARD_PASSWORD}`).toString('base64')}`;
  try {
    const live = await fetch(`${dashboard.url}/live`, { headers: { authorization }, signal });
    for await (const _chunk of live.body!);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
