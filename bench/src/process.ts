import type { Bench, Measured } from './bench.ts';
import { openBenchStore } from './bench-store.ts';
import { drain } from './drain.ts';
import { everydayRequest } from './everyday-request.ts';
import { gettyEnvironment } from './getty-environment.ts';
import { interleave, type Sample } from './interleave.ts';
import { inParallel } from './in-parallel.ts';
import { openRawQueue } from './raw-queue.ts';
import { acceptJob } from './bench-jobs.ts';
import type { World } from './world.ts';

const CONCURRENCY = 50;
const JOBS = 5_000;
const ROUNDS = 5;

/** Jobs finished per second by one worker process when Getty answers at once, beside a worker that only makes the call. */
export const process: Bench = {
  question: `generations finished per second by one worker (concurrency ${CONCURRENCY}) when Getty answers 200 at once, by a bare BullMQ worker`,
  goal: { atLeast: 0.5 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const redisUrl = world.redis.url;
  const getty = await world.startPart('instant-getty', { answer: 'done' });
  const gettyUrl = `http://127.0.0.1:${getty.report.port}`;
  await using queue = openRawQueue(redisUrl, 'generation');

  const baseline = async (): Promise<Sample> => {
    await world.probe.flushall();
    await queue.addBulk(Array.from({ length: JOBS }, () => ({ name: 'generation', data: everydayRequest })));
    await using worker = await world.startPart('baseline-worker', { redisUrl, gettyUrl, concurrency: CONCURRENCY });
    // Awaited here: the worker ends with this scope.
    return await drain(JOBS, () => queue.getCompletedCount(), { worker: worker.pid, redis: world.redis.pid });
  };

  const ours = async (): Promise<Sample> => {
    await world.probe.flushall();
    await using store = openBenchStore(redisUrl);
    await inParallel(JOBS, async () => void (await acceptJob(store)));
    await using worker = await world.startApp('worker', { ...gettyEnvironment(gettyUrl), CONCURRENCY: `${CONCURRENCY}` });
    const drained = await drain(JOBS, async () => (await store.jobs.counts('bench')).succeeded, {
      worker: worker.pid,
      redis: world.redis.pid,
    });
    await worker.stop();
    return drained;
  };

  const measured = await interleave(ROUNDS, { baseline, ours }, world.say);
  return { ...measured, unit: 'finished/s', details: { jobs: JOBS, concurrency: CONCURRENCY, ...measured.details } };
}
