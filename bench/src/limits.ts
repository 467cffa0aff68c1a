import { setTimeout as sleep } from 'node:timers/promises';

import type { AppProcess } from '@darkroom/testkit';

import { acceptJob } from './bench-jobs.ts';
import type { Bench, Measured } from './bench.ts';
import { openBenchStore, type BenchStore } from './bench-store.ts';
import { gettyEnvironment } from './getty-environment.ts';
import type { World } from './world.ts';

/** Calls per second that the stand-in takes and nobody was told of. */
const HIDDEN_QUERIES = 20;
const SETTLE_S = 60;
const MEASURE_S = 40;
/** Jobs kept waiting to be sent, so that the limit is what holds them up. */
const BACKLOG = 60;
const MOST_REFUSED = 0.01;

/** The share of a hidden limit of calls per second that two workers use after a minute, and the share of their calls that is refused. */
export const limits: Bench = {
  question: `calls per second that two workers make under a hidden limit of ${HIDDEN_QUERIES}, from ${SETTLE_S} s on, by that limit`,
  goal: { atLeast: 0.9 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const getty = await world.startApp('simulator', {
    SIMULATOR_LATENCY: '20ms-60ms',
    SIMULATOR_GENERATION_DURATION: '2s-4s',
    SIMULATOR_MAX_QPS: `${HIDDEN_QUERIES}`,
  });
  const { GETTY_MAX_PENDING: _given, ...environment } = gettyEnvironment(getty.url);
  await world.startApp('worker', environment);
  await world.startApp('worker', environment);
  await using store = openBenchStore(world.redis.url);

  await keepBusy(world, store, SETTLE_S);
  const before = await calls(getty);
  const startedAt = Date.now();
  await keepBusy(world, store, MEASURE_S);
  const after = await calls(getty);
  const seconds = (Date.now() - startedAt) / 1_000;

  const made = after.made - before.made;
  const refused = after.refused - before.refused;
  const figure = (made - refused) / seconds;
  return {
    figure,
    unit: 'calls/s',
    baseline: HIDDEN_QUERIES,
    ratio: figure / HIDDEN_QUERIES,
    alsoMet: refused / made < MOST_REFUSED,
    details: { refused_share: Math.round((refused / made) * 10_000) / 10_000, found: await store.overview.limits() },
  };
}

/** Fills up what waits to be sent, once a second. */
async function keepBusy(world: World, store: BenchStore, seconds: number): Promise<void> {
  for (let second = 1; second <= seconds; second++) {
    const { queued } = await store.jobs.counts('bench');
    for (let n = queued; n < BACKLOG; n++) await acceptJob(store);
    if (second % 10 === 0)
      world.say(`${second} of ${seconds} s, limit found so far: ${(await store.overview.limits()).queries.limit ?? 'none'}`);
    await sleep(1_000);
  }
}

/** Calls that the stand-in saw, and those it refused for coming too fast. */
async function calls(getty: AppProcess): Promise<{ made: number; refused: number }> {
  const response = await fetch(`${getty.url}/__ledger?entries=false`);
  const ledger = (await response.json()) as { calls: Record<string, Record<string, number>> };
  const counted = Object.values(ledger.calls).flatMap((statuses) => Object.entries(statuses));
  return { made: sum(counted), refused: sum(counted.filter(([status]) => status === '429')) };
}

function sum(entries: [string, number][]): number {
  return entries.reduce((total, [, count]) => total + count, 0);
}
