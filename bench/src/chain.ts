import { acceptJob } from './bench-jobs.ts';
import type { Bench, Measured } from './bench.ts';
import { openBenchStore, type BenchStore } from './bench-store.ts';
import { startCommandMeter } from './command-meter.ts';
import { drain, untilCounted } from './drain.ts';
import { everydayRequest } from './everyday-request.ts';
import { gettyEnvironment } from './getty-environment.ts';
import { interleave, type Sample } from './interleave.ts';
import { inParallel } from './in-parallel.ts';
import type { World } from './world.ts';

const CONCURRENCY = 50;
const CHAINS = 1_500;
const JOBS_OF_A_CHAIN = 4;
const ROUNDS = 5;
/** One after another, for the time between two steps of a chain. */
const SINGLE_CHAINS = 200;
const MOST_P50_MS = 25;

/** An image of a generation that is there already. Each is another: downloads of one image run one after another. */
let known = 0;
const knownImage = () => ({ generation_request_id: `${90_000_000 + known++}-0000-4000-8000-000000000000`, index: 0 });
const { webhook: _webhook, ...request } = everydayRequest;
const refine = { operation: 'refine' as const, prompt: 'a red hat on the chair' };
const removal = { operation: 'background_removal' as const };

/** What it costs that each job of a chain waits for the one before it, and how soon the next is sent. */
export const chain: Bench = {
  question: `jobs finished per second by one worker (concurrency ${CONCURRENCY}) in chains of generate, refine, background removal and download, by four separate jobs; p50 from an answer to the sending of the next < ${MOST_P50_MS} ms`,
  goal: { atLeast: 0.8 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const getty = await world.startPart('instant-getty', { answer: 'done', gaps: true });
  const gettyUrl = `http://127.0.0.1:${getty.report.port}`;

  const measure = async (accept: (store: BenchStore) => Promise<void>): Promise<Sample> => {
    await world.probe.flushall();
    await using store = openBenchStore(world.redis.url);
    // From the acceptance on: a separate job gets its reminder there, and a job of a chain when its source has ended.
    const commands = await startCommandMeter(world.probe);
    await inParallel(CHAINS, () => accept(store));
    await using worker = await world.startApp('worker', { ...gettyEnvironment(gettyUrl), CONCURRENCY: `${CONCURRENCY}` });
    const watched = { worker: worker.pid, redis: world.redis.pid };
    const drained = await drain(CHAINS * JOBS_OF_A_CHAIN, () => countSucceeded(store), watched);
    await worker.stop();
    return { ...drained, commands: await commands(CHAINS) };
  };

  const measured = await interleave(ROUNDS, { baseline: () => measure(acceptSeparately), ours: () => measure(acceptChain) }, world.say);
  const gapsMs = await measureGaps(world, gettyUrl);
  return {
    ...measured,
    unit: 'jobs/s',
    alsoMet: gapsMs.p50 < MOST_P50_MS,
    details: { chains: CHAINS, concurrency: CONCURRENCY, gap_ms: gapsMs, ...measured.details },
  };
}

async function acceptChain(store: BenchStore): Promise<void> {
  const first = await acceptJob(store, { request });
  const second = await acceptJob(store, {
    request: { ...refine, source: { job_id: first.id, index: 0 } },
    source: { id: first.id, index: 0 },
  });
  const third = await acceptJob(store, {
    request: { ...removal, source: { job_id: second.id, index: 0 } },
    source: { id: second.id, index: 0 },
  });
  await acceptJob(store, {
    type: 'download',
    request: { job_id: third.id, index: 0, size_name: '4k' },
    parentId: third.id,
    source: { id: third.id, index: 0 },
  });
}

async function acceptSeparately(store: BenchStore): Promise<void> {
  await acceptJob(store, { request });
  await acceptJob(store, { request: { ...refine, source: knownImage() } });
  await acceptJob(store, { request: { ...removal, source: knownImage() } });
  await acceptJob(store, { type: 'download', request: { ...knownImage(), size_name: '4k' } });
}

async function countSucceeded(store: BenchStore): Promise<number> {
  return (await store.jobs.counts('bench')).succeeded;
}

/** Times from the answer about one job of a chain to the call of the next, with nothing else to do. */
async function measureGaps(world: World, gettyUrl: string): Promise<{ p50: number; p99: number }> {
  await world.probe.flushall();
  await using store = openBenchStore(world.redis.url);
  await using worker = await world.startApp('worker', { ...gettyEnvironment(gettyUrl), CONCURRENCY: `${CONCURRENCY}` });
  const takeGaps = async () => (await (await fetch(`${gettyUrl}/__gaps`)).json()) as number[];
  await takeGaps(); // those of the rounds before
  for (let done = 1; done <= SINGLE_CHAINS; done++) {
    await acceptChain(store);
    await untilCounted(() => countSucceeded(store), done * JOBS_OF_A_CHAIN);
  }
  const gaps = await takeGaps();
  await worker.stop();
  const at = (share: number) => Number(gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))]!.toFixed(1));
  return { p50: at(0.5), p99: at(0.99) };
}
