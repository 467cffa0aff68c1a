import type { Job } from '@darkroom/contracts';
import { waitFor } from '@darkroom/testkit';

import { startSystem, type System } from '../system.ts';
import { countBroken, unannounced, type Broken, type Evidence } from './count.ts';
import { submitWave, type Submitted } from './drive.ts';
import { killNext } from './kill.ts';
import { lookAtPacked } from './look-at-packed.ts';
import { createMeddlers, isRefusedOnce } from './meddle.ts';
import { passRetention } from './pass-retention.ts';
import { seededRandom } from './seeded-random.ts';
import { sleepInWork } from './sleep-in-work.ts';
import { startStormRedis, type RedisKind, type StormRedis } from './storm-redis.ts';
import { stormWeather } from './weather.ts';

export type StormOptions = {
  jobs: number;
  kills: number;
  seed: number;
  /** Trees of other versions: their processes run beside those of this one, and in their place after a kill. */
  beside?: readonly string[];
  /** One more worker is stopped in its work again and again, and goes on when others have ended its jobs. */
  sleeper?: boolean;
  /** Whether another Redis takes over from one that is killed; default: it comes back. */
  redis?: RedisKind;
  /** Replicas that must have each write, where there are some; default 1. */
  replicasNeeded?: number;
};

/** How far it is: requests accepted so far, kills, jobs that have not ended, webhooks that came. */
export type StormProgress = { accepted: number; killed: string[]; unsettled: number; webhooks: number };

export type StormOutlet = {
  say?: (progress: StormProgress) => void;
  /** Rejects when the storm is to end early; what was started is ended all the same. */
  interrupted?: Promise<never>;
};

export type StormReport = StormOptions & {
  killed: string[];
  evidence: Evidence;
  broken: Broken;
  /** The first jobs for which a promise broke, with their timelines. */
  suspects: Job[];
  tookMs: number;
};

/** With nothing new for so long, what is still missing is counted as lost or unannounced. The sweep finds a lost reminder after three minutes. */
const STANDSTILL_MS = 240_000;
const SUSPECTS = 5;

/**
 * Every process, and Redis, is killed in turn and started again while jobs come in, Getty fails and the webhook receiver fails; then
 * everything is given time to end, and counted. Each kill falls into a wave of submissions of its own, so that there is work to be hit.
 */
export async function runStorm(options: StormOptions, { say, interrupted }: StormOutlet = {}): Promise<StormReport> {
  const random = seededRandom(options.seed);
  const kind = options.redis ?? 'alone';
  await using redis = await startStormRedis(kind, { needed: options.replicasNeeded ?? 1, tag: 'e2e' });
  await using system = await startSystem({
    ...stormWeather({ seed: options.seed, random }),
    redisUrl: redis.url,
    ...(options.beside && { beside: options.beside }),
  });
  const passed = passStorm({ system, redis, random, say: say ?? (() => undefined) }, options);
  // Awaited here: what was started ends with this scope.
  return await (interrupted ? Promise.race([passed, interrupted]) : passed);
}

type World = { system: System; redis: StormRedis; random: () => number; say: (progress: StormProgress) => void };

async function passStorm({ system, redis, random, say }: World, options: StormOptions): Promise<StormReport> {
  const startedAt = performance.now();
  const progress: StormProgress = { accepted: 0, killed: [], unsettled: 0, webhooks: 0 };
  const look = async () => {
    progress.unsettled = await countUnsettled(system);
    progress.webhooks = system.receiver.received.length;
    say(progress);
    return progress;
  };
  const meddlers = createMeddlers(system, redis);
  const over = new AbortController();
  const asleep = options.sleeper ? sleepInWork(system, over.signal) : undefined;
  asleep?.catch(() => undefined); // it is awaited below
  const waves: Promise<Submitted[]>[] = [];
  const size = options.jobs / (options.kills + 1);
  for (let wave = 0; wave <= options.kills; wave++) {
    const range = { from: Math.round(wave * size), to: Math.round((wave + 1) * size), isRefused: isRefusedOnce };
    const submitting = submitWave(system, range, (id, n) => {
      progress.accepted++;
      meddlers.meddle(id, n);
    });
    submitting.catch(() => undefined); // it is awaited below: a refused submission ends the storm, with all that it started
    waves.push(submitting);
    if (wave < options.kills) progress.killed.push(await killNext(system, redis, { turn: wave, random }));
    await look();
  }
  const submitted = (await Promise.all(waves)).flat();
  over.abort();
  await asleep;
  const meddled = await meddlers.done();

  await untilStill(async () => (await look()).unsettled === 0, progress);
  const jobs = await system.jobs();
  await untilStill(async () => {
    await look();
    return unannounced(jobs, system.receiver.received).length === 0;
  }, progress);
  const webhooks = system.receiver.received;
  const view = await lookAtPacked({ system, redis: await redis.now() }, jobs, webhooks);
  const evidence = { submitted, jobs, ledger: await system.ledger(), webhooks: [...webhooks], afterEnd: { meddled, view } };
  const suspects = await Promise.all(suspectsOf(countBroken(evidence)).map((id) => system.job(id)));
  view.leftBehind.push(...(await passRetention(system, await redis.now(), jobs)));
  const broken = countBroken(evidence);
  return { ...options, killed: progress.killed, evidence, broken, suspects, tookMs: performance.now() - startedAt };
}

/** Jobs that have not ended and are not held, by the API's own count. */
async function countUnsettled(system: System): Promise<number> {
  const metrics = await (await fetch(`${system.processes.api.url}/metrics`)).text();
  const count = (status: string) => Number(new RegExp(`^darkroom_jobs\\{.*status="${status}".*\\} (\\d+)`, 'm').exec(metrics)?.[1]);
  return count('queued') + count('submitting') + count('waiting');
}

/** Returns when it is done, or when nothing has moved for long. */
async function untilStill(isDone: () => Promise<boolean>, progress: StormProgress): Promise<void> {
  let seen = { state: '', at: performance.now() };
  await waitFor(
    async () => {
      if (await isDone()) return true;
      const state = `${progress.unsettled} ${progress.webhooks}`;
      if (state !== seen.state) seen = { state, at: performance.now() };
      return performance.now() - seen.at > STANDSTILL_MS;
    },
    { what: 'the storm to be over', timeoutMs: 3_600_000 },
  );
}

/** The jobs that the cases name, a few. */
function suspectsOf(broken: Broken): string[] {
  const cases = Object.values(broken).flat().join(' ');
  return [...new Set(cases.match(/job_[0-9a-f]{32}/g))].slice(0, SUSPECTS);
}
