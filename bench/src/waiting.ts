import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import type { Store } from '@darkroom/queue';

import { round, type Bench, type Measured } from './bench.ts';
import { openBenchStore } from './bench-store.ts';
import { everydayRequest } from './everyday-request.ts';
import { gettyEnvironment } from './getty-environment.ts';
import { inParallel } from './in-parallel.ts';
import { openRawQueue } from './raw-queue.ts';
import { bytesByKind, usedBytes } from './redis-memory.ts';
import { acceptJob, acceptUntilWaiting } from './bench-jobs.ts';
import type { World } from './world.ts';

const FEW = 1_000;
const MANY = 100_000;
const CHUNK = 1_000;
const LATER_MS = 3_600_000;
/** Long enough for the worker to sweep over the waiting jobs several times. */
const REST_MS = 6_000;
/** Resident memory varies with garbage collection; more than this factor is growth. */
const FLAT = 1.25;
const LOOK_EVERY_MS = 50;

/** The cost of a job while Getty works on it: bytes in Redis, and memory of the worker, which should not hold it. */
export const waiting: Bench = {
  question: `Redis bytes for each waiting job at ${FEW} and ${MANY}, by a raw BullMQ delayed job; memory of the worker flat`,
  goal: { atMost: 3.1 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const baseline = await rawDelayed(world);
  const { few, many, kinds, rss } = await ours(world);
  return {
    figure: many,
    unit: 'bytes/job',
    baseline: baseline.many,
    ratio: many / baseline.many,
    alsoMet: rss.many <= rss.few * FLAT,
    details: {
      jobs: MANY,
      few_waiting: { jobs: FEW, figure: round(few), baseline: round(baseline.few), ratio: round(few / baseline.few) },
      worker_rss_mb: { few: rss.few, many: rss.many },
      bytes_by_kind: kinds,
    },
  };
}

/** The same request as the data of a delayed BullMQ job. */
async function rawDelayed(world: World): Promise<{ few: number; many: number }> {
  await using queue = openRawQueue(world.redis.url, 'raw');
  const empty = await usedBytes(world.probe);
  const fill = async (from: number, to: number) => {
    for (let added = from; added < to; added += CHUNK) {
      await queue.addBulk(Array.from({ length: CHUNK }, () => ({ name: 'generation', data: everydayRequest, opts: { delay: LATER_MS } })));
    }
    return ((await usedBytes(world.probe)) - empty) / to;
  };
  const few = await fill(0, FEW);
  const many = await fill(FEW, MANY);
  world.say(`  baseline: ${round(few)} bytes a job at ${FEW}, ${round(many)} at ${MANY}`);
  await world.probe.flushall();
  return { few, many };
}

/** The first jobs wait because a worker got Getty's 202; the same commands bring the others to that state. */
async function ours(world: World) {
  await using store = openBenchStore(world.redis.url);
  const getty = await world.startPart('instant-getty', { answer: 'pending' });
  const worker = await world.startApp('worker', gettyEnvironment(`http://127.0.0.1:${getty.report.port}`));

  const empty = await usedBytes(world.probe);
  await inParallel(FEW, async () => void (await acceptJob(store)));
  await untilWaiting(store, FEW);
  const few = { bytes: ((await usedBytes(world.probe)) - empty) / FEW, rss: await restingRss(worker.pid) };
  const kinds = await bytesByKind(world.probe, FEW);
  world.say(`  ours: ${round(few.bytes)} bytes a job at ${FEW}, worker ${few.rss} MB`);

  await inParallel(MANY - FEW, (index) => acceptUntilWaiting(store, { gettyId: `bench-${index}`, waitMs: LATER_MS }));
  await untilWaiting(store, MANY);
  const many = { bytes: ((await usedBytes(world.probe)) - empty) / MANY, rss: await restingRss(worker.pid) };
  world.say(`  ours: ${round(many.bytes)} bytes a job at ${MANY}, worker ${many.rss} MB`);
  return { few: few.bytes, many: many.bytes, kinds, rss: { few: few.rss, many: many.rss } };
}

async function untilWaiting(store: Store, wanted: number): Promise<void> {
  while ((await store.jobs.counts('bench')).waiting < wanted) await sleep(LOOK_EVERY_MS);
}

/** Resident memory of a process in MB, after it has been idle for a while. */
async function restingRss(pid: number): Promise<number> {
  await sleep(REST_MS);
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', `${pid}`]);
  return Math.round(Number(stdout) / 1_024);
}
