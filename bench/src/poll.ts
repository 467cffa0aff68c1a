import { setTimeout as sleep } from 'node:timers/promises';

import type { Bench, Measured } from './bench.ts';
import { acceptUntilWaiting } from './bench-jobs.ts';
import { openBenchStore } from './bench-store.ts';
import { startCommandMeter } from './command-meter.ts';
import { startCpuMeter, type Watched } from './cpu-meter.ts';
import { gettyEnvironment } from './getty-environment.ts';
import { inParallel } from './in-parallel.ts';
import { interleave, type Sample } from './interleave.ts';
import { openRawQueue } from './raw-queue.ts';
import type { World } from './world.ts';

const CONCURRENCY = 50;
/** More than a worker finishes before they are due again, so that something is always due. A bare job is due again at once. */
const BARE_JOBS = 4_000;
/** Each of ours waits for some seconds between two polls. */
const JOBS = 16_000;
const ROUNDS = 5;
/** Long enough for the code to be compiled. */
const WARM_UP_MS = 4_000;
const MEASURE_MS = 6_000;

/** Polls answered 202 and delayed, per second of one worker process, beside a worker that only makes the call and delays its job. */
export const poll: Bench = {
  question: `202s per second that one worker (concurrency ${CONCURRENCY}) polls and delays, by a bare BullMQ worker with one GET and moveToDelayed`,
  goal: { atLeast: 0.5 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const redisUrl = world.redis.url;
  const getty = await world.startPart('instant-getty', { answer: 'pending', retryAfterS: 0 });
  const gettyUrl = `http://127.0.0.1:${getty.report.port}`;
  const polls = async () => ((await (await fetch(`${gettyUrl}/__polls`)).json()) as { polls: number }).polls;
  await using queue = openRawQueue(redisUrl, 'generation');

  const baseline = async (): Promise<Sample> => {
    await world.probe.flushall();
    await queue.addBulk(Array.from({ length: BARE_JOBS }, (_, index) => ({ name: 'generation', data: { gettyId: `bench-${index}` } })));
    await using worker = await world.startPart('baseline-poller', { redisUrl, gettyUrl, concurrency: CONCURRENCY });
    // Awaited here: the worker ends with this scope.
    return await measure(world, polls, { worker: worker.pid, redis: world.redis.pid });
  };

  const ours = async (): Promise<Sample> => {
    await world.probe.flushall();
    await using store = openBenchStore(redisUrl);
    await store.queries.setLimits({ pending: JOBS, queries: undefined });
    await inParallel(JOBS, (index) => acceptUntilWaiting(store, { gettyId: `bench-${index}`, waitMs: 1 }));
    await using worker = await world.startApp('worker', { ...gettyEnvironment(gettyUrl), CONCURRENCY: `${CONCURRENCY}` });
    const measured = await measure(world, polls, { worker: worker.pid, redis: world.redis.pid });
    await worker.stop();
    return measured;
  };

  const measured = await interleave(ROUNDS, { baseline, ours }, world.say);
  return { ...measured, unit: 'polls/s', details: { jobs: JOBS, concurrency: CONCURRENCY, ...measured.details } };
}

async function measure(world: World, polls: () => Promise<number>, watched: Watched): Promise<Sample> {
  await sleep(WARM_UP_MS);
  const [cpu, commands] = await Promise.all([startCpuMeter(watched), startCommandMeter(world.probe)]);
  const [from, startedAt] = [await polls(), performance.now()];
  await sleep(MEASURE_MS);
  const count = (await polls()) - from;
  const seconds = (performance.now() - startedAt) / 1_000;
  return { figure: Math.round(count / seconds), cpu_us: await cpu(count), commands: await commands(count) };
}
