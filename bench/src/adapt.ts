import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

import type { AppProcess } from '@darkroom/testkit';

import type { Bench, Measured } from './bench.ts';
import { openBenchStore, type BenchStore } from './bench-store.ts';
import { gettyEnvironment } from './getty-environment.ts';
import { keepBusy } from './keep-busy.ts';
import { readLedger } from './read-ledger.ts';
import type { World } from './world.ts';

/** How long each limit applies, and so how long workers have to find it. */
const STANDS_S = Number(process.env['BENCH_ADAPT_SECONDS'] ?? 120);
const SETTLE_S = Math.min(30, STANDS_S / 2);
const LOOK_EVERY_MS = 200;
const MOST_REFUSED = 0.01;

type Phase = { setting: 'max_pending' | 'max_qps'; limit: number };
const PHASES: Phase[] = [
  ...[12, 40, 6, 20].map((limit) => ({ setting: 'max_pending', limit }) as const),
  ...[20, 5, 30].map((limit) => ({ setting: 'max_qps', limit }) as const),
];

/** Hidden limits that change under load: the smallest used share of one, from 30 s after each change. */
export const adapt: Bench = {
  question: `the smallest used share of a hidden limit, from ${SETTLE_S} s after each change (pending 12, 40, 6, 20; calls per second 20, 5, 30)`,
  goal: { atLeast: 0.9 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const getty = await world.startApp('simulator', { SIMULATOR_LATENCY: '20ms-60ms', SIMULATOR_GENERATION_DURATION: '3s-5s' });
  const { GETTY_MAX_PENDING: _given, ...environment } = gettyEnvironment(getty.url);
  await world.startApp('worker', environment);
  await world.startApp('worker', environment);
  await using store = openBenchStore(world.redis.url);

  const phases = [];
  for (const phase of PHASES) phases.push(await measure(world, { getty, store, phase }));
  const { expired, failed } = await store.jobs.counts('bench');
  const least = Math.min(...phases.map(({ share }) => share));
  const mostRefused = Math.max(...phases.map(({ refused_share }) => refused_share));
  return {
    figure: least,
    unit: 'share',
    baseline: 1,
    ratio: least,
    alsoMet: mostRefused <= MOST_REFUSED && expired + failed === 0,
    details: { phases, expired, failed },
  };
}

async function measure(world: World, { getty, store, phase }: { getty: AppProcess; store: BenchStore; phase: Phase }) {
  await setLimits(getty, { max_pending: null, max_qps: null, [phase.setting]: phase.limit });
  const found = async () => {
    const { pending, queries } = await store.overview.limits();
    return `${phase.setting} ${phase.limit}; found: ${pending.limit} pending, ${queries.limit ?? 'any'} a second`;
  };
  await keepBusy(world, store, SETTLE_S, found);
  const before = await readLedger(getty);
  const startedAt = performance.now();
  const busy = keepBusy(world, store, STANDS_S - SETTLE_S, found);
  const pending = await meanPending(getty, STANDS_S - SETTLE_S);
  await busy;
  const after = await readLedger(getty);
  const made = after.made - before.made;
  const refused = after.refused - before.refused;
  const used = phase.setting === 'max_pending' ? pending : ((made - refused) * 1_000) / (performance.now() - startedAt);
  return { ...phase, share: Number((used / phase.limit).toFixed(3)), refused_share: Number((refused / made).toFixed(4)) };
}

async function setLimits(getty: AppProcess, settings: Record<string, number | null>): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${getty.url}/__settings`, { method: 'PUT', headers, body: JSON.stringify(settings) });
  if (!response.ok) throw new Error(`The simulator refused its settings: ${await response.text()}`);
}

async function meanPending(getty: AppProcess, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1_000;
  let [looks, sum] = [0, 0];
  while (performance.now() < until) {
    sum += (await readLedger(getty)).pending;
    looks += 1;
    await sleep(LOOK_EVERY_MS);
  }
  return sum / looks;
}
