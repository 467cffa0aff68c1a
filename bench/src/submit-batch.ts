import { pid } from 'node:process';

import type { Bench, Measured } from './bench.ts';
import { startCpuMeter } from './cpu-meter.ts';
import { everydayRequest } from './everyday-request.ts';
import { interleave, type Sample } from './interleave.ts';
import { openRawQueue } from './raw-queue.ts';
import type { World } from './world.ts';

const JOBS = 1_000;
/** Enough that Redis always has one to process while the others are read, checked or answered. */
const BATCHES_AT_ONCE = 3;
const WARM_UP_S = 4;
const ROUND_S = 3;
const ROUNDS = 9;
const API_KEY = 'bench-key';

/** Jobs accepted through POST /v1/batches per second, with all features on, beside a program that only adds as many to a queue. */
export const submitBatch: Bench = {
  question: `jobs accepted per second by POST /v1/batches, ${JOBS} in each, by bare BullMQ addBulk`,
  goal: { atLeast: 0.7 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const redis = world.redis.pid;
  const api = await world.startApp('api', {
    DARKROOM_API_KEYS: `bench:${API_KEY}`,
    API_RATE_LIMIT: '100000000',
    MAX_OPEN_JOBS: '100000000',
  });
  await using queue = openRawQueue(world.redis.url, 'baseline');
  await queue.waitUntilReady();

  const baseline = async (seconds: number): Promise<Sample> => {
    await world.probe.flushall();
    const meter = await startCpuMeter({ adder: pid, redis });
    const startedAt = performance.now();
    let added = 0;
    const lane = async () => {
      while (performance.now() - startedAt < seconds * 1_000) {
        await queue.addBulk(Array.from({ length: JOBS }, () => ({ name: 'generation', data: everydayRequest })));
        added += JOBS;
      }
    };
    await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, lane));
    return { figure: Math.round((added * 1_000) / (performance.now() - startedAt)), cpu_us: await meter(added) };
  };

  const ours = async (seconds: number): Promise<Sample> => {
    await world.probe.flushall();
    const meter = await startCpuMeter({ api: api.pid, redis });
    await using loading = await world.startPart('http-load', {
      url: `${api.url}/v1/batches`,
      apiKey: API_KEY,
      body: JSON.stringify({ jobs: Array.from({ length: JOBS }, () => ({ type: 'generation', ...everydayRequest })) }),
      connections: BATCHES_AT_ONCE,
      seconds,
    });
    const { accepted, refused, elapsedS, p50Ms, p99Ms } = loading.report;
    if (refused > 0) throw new Error(`${refused} batches were not accepted`);
    const jobs = accepted * JOBS;
    return { figure: Math.round(jobs / elapsedS), cpu_us: await meter(jobs), p50_ms: p50Ms, p99_ms: p99Ms };
  };

  world.say('  warming up');
  await baseline(WARM_UP_S);
  await ours(WARM_UP_S);
  const measured = await interleave(ROUNDS, { baseline: () => baseline(ROUND_S), ours: () => ours(ROUND_S) }, world.say);
  return { ...measured, unit: 'accepted/s', details: { jobs_in_a_batch: JOBS, ...measured.details } };
}
