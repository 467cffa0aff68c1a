import type { Bench, Measured } from './bench.ts';
import { openBenchStore } from './bench-store.ts';
import { gettyEnvironment } from './getty-environment.ts';
import { keepBusy } from './keep-busy.ts';
import { readLedger } from './read-ledger.ts';
import type { World } from './world.ts';

/** The stand-in's hidden limit of calls per second. */
const HIDDEN_QUERIES = 20;
const SETTLE_S = 60;
const MEASURE_S = 40;
const MOST_REFUSED = 0.01;

/** The share of a hidden limit of calls per second that two workers use after a minute, and the share of refused calls. */
export const limits: Bench = {
  question: `calls per second that two workers make under a hidden limit of ${HIDDEN_QUERIES}, from ${SETTLE_S} s on, by that limit`,
  goal: { atLeast: 0.95 },
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

  const found = async () => `limit found so far: ${(await store.overview.limits()).queries.limit ?? 'none'}`;
  await keepBusy(world, store, SETTLE_S, found);
  const before = await readLedger(getty);
  const startedAt = Date.now();
  await keepBusy(world, store, MEASURE_S, found);
  const after = await readLedger(getty);
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
