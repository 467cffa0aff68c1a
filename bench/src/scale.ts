import { acceptJob } from './bench-jobs.ts';
import type { Bench, Measured } from './bench.ts';
import { openBenchStore } from './bench-store.ts';
import { drain } from './drain.ts';
import { gettyEnvironment } from './getty-environment.ts';
import { inParallel } from './in-parallel.ts';
import { interleave, type Sample } from './interleave.ts';
import type { World } from './world.ts';

const CONCURRENCY = 50;
const JOBS = 6_000;
const ROUNDS = 3;

/** Jobs finished per second by several worker processes in parallel, with Getty answering at once, beside one alone. */
export const scale: Bench = {
  question: 'generations finished per second by 4 worker processes (and by 2), by one alone: more workers must not reduce the rate',
  goal: { atLeast: 1 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const getty = await world.startPart('instant-getty', { answer: 'done' });
  const environment = { ...gettyEnvironment(`http://127.0.0.1:${getty.report.port}`), CONCURRENCY: `${CONCURRENCY}` };

  const finishedBy = async (workers: number): Promise<Sample> => {
    await world.probe.flushall();
    await using store = openBenchStore(world.redis.url);
    await inParallel(JOBS, async () => void (await acceptJob(store)));
    const started = await Promise.all(Array.from({ length: workers }, () => world.startApp('worker', environment)));
    const watched = Object.fromEntries(started.map(({ pid }, index) => [`worker_${index + 1}`, pid]));
    const finished = async () => (await store.jobs.counts('bench')).succeeded;
    const { figure, cpu_us } = await drain(JOBS, finished, { redis: world.redis.pid, ...watched });
    await Promise.all(started.map((worker) => worker.stop()));
    return { figure, cpu_us: cpu_us && { redis: cpu_us['redis']!, workers: sum(cpu_us) - cpu_us['redis']! } };
  };

  const two: number[] = [];
  const ours = async (): Promise<Sample> => {
    two.push((await finishedBy(2)).figure);
    return finishedBy(4);
  };
  const measured = await interleave(ROUNDS, { baseline: () => finishedBy(1), ours }, world.say);
  return { ...measured, unit: 'finished/s', details: { jobs: JOBS, by_two_workers: two, ...measured.details } };
}

function sum(values: Record<string, number>): number {
  return Object.values(values).reduce((total, value) => total + value, 0);
}
