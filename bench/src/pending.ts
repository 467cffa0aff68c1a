import { setTimeout as sleep } from 'node:timers/promises';

import type { AppProcess } from '@darkroom/testkit';

import type { Bench, Measured } from './bench.ts';
import { openBenchStore } from './bench-store.ts';
import { gettyEnvironment } from './getty-environment.ts';
import { keepBusy } from './keep-busy.ts';
import { readLedger } from './read-ledger.ts';
import type { World } from './world.ts';

/** The stand-in's hidden limit of pending generations. */
const HIDDEN_PENDING = 12;
/** The limit is found in seconds; learning the polls takes longer. */
const SETTLE_S = 60;
const MEASURE_S = 60;
const LOOK_EVERY_MS = 200;

/** The used share of a hidden limit of pending generations, as Getty counts them, once limit and polls have been learnt. */
export const pending: Bench = {
  question: `generations pending under a hidden limit of ${HIDDEN_PENDING}, from ${SETTLE_S} s on, by that limit`,
  goal: { atLeast: 0.95 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const getty = await world.startApp('simulator', {
    SIMULATOR_LATENCY: '20ms-60ms',
    SIMULATOR_GENERATION_DURATION: '3s-5s',
    SIMULATOR_MAX_PENDING: `${HIDDEN_PENDING}`,
  });
  const { GETTY_MAX_PENDING: _given, ...environment } = gettyEnvironment(getty.url);
  await world.startApp('worker', environment);
  await world.startApp('worker', environment);
  await using store = openBenchStore(world.redis.url);

  const found = async () => `limit found so far: ${(await store.overview.limits()).pending.limit}`;
  await keepBusy(world, store, SETTLE_S, found);
  const before = await readLedger(getty);
  const [inUse] = await Promise.all([meanPending(getty), keepBusy(world, store, MEASURE_S, found)]);
  const after = await readLedger(getty);

  const generations = after.generations - before.generations;
  const refused = after.refused - before.refused;
  return {
    figure: inUse,
    unit: 'pending',
    baseline: HIDDEN_PENDING,
    ratio: inUse / HIDDEN_PENDING,
    details: {
      refused_share: Math.round((refused / (after.made - before.made)) * 10_000) / 10_000,
      generations,
      polls_each: Number(((after.polls - before.polls) / generations).toFixed(2)),
      found: (await store.overview.limits()).pending.limit,
    },
  };
}

async function meanPending(getty: AppProcess): Promise<number> {
  const until = performance.now() + MEASURE_S * 1_000;
  let [looks, sum] = [0, 0];
  while (performance.now() < until) {
    sum += (await readLedger(getty)).pending;
    looks += 1;
    await sleep(LOOK_EVERY_MS);
  }
  return sum / looks;
}
