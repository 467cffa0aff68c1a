import { setTimeout as sleep } from 'node:timers/promises';

import { acceptJob } from './bench-jobs.ts';
import type { Bench, Measured } from './bench.ts';
import { openBenchStore, type BenchStore } from './bench-store.ts';
import { startCommandMeter } from './command-meter.ts';
import { startCpuMeter } from './cpu-meter.ts';
import { gettyEnvironment } from './getty-environment.ts';
import { inParallel } from './in-parallel.ts';
import type { World } from './world.ts';

const SLOTS = 10;
const FEW = 1_000;
const MANY = 20_000;
const MEASURE_S = 20;
const MOST_COMMANDS = 3_000;
/** Jobs that end during the count: fewer than this are out of the queue's order. */
const OUT_OF_LINE = 3 * SLOTS;
const LOOK_EVERY_MS = 100;

/** The cost of jobs that wait for a slot while others use the slots: nothing may grow with their number. */
export const slots: Bench = {
  question: `Redis commands per second while ${MANY} jobs wait for ${SLOTS} slots that are in use, by the same with ${FEW}; at most ${MOST_COMMANDS}`,
  goal: { atMost: 1.25 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const getty = await world.startApp('simulator', { SIMULATOR_LATENCY: '20ms-60ms', SIMULATOR_GENERATION_DURATION: '2s-4s' });
  const worker = await world.startApp('worker', { ...gettyEnvironment(getty.url), GETTY_MAX_PENDING: `${SLOTS}` });
  await using store = openBenchStore(world.redis.url);

  const idle = await measure(world, worker.pid);
  world.say(`  idle: ${JSON.stringify(idle)}`);
  const atWaiting = async (jobs: number) => {
    await inParallel(jobs - (await inLine(store)), async () => void (await acceptJob(store)));
    while ((await inLine(store)) < jobs - OUT_OF_LINE || (await soonDue(world)) > OUT_OF_LINE) await sleep(LOOK_EVERY_MS);
    const measured = await measure(world, worker.pid);
    world.say(`  ${jobs} waiting: ${JSON.stringify(measured)}`);
    return measured;
  };
  const few = await atWaiting(FEW);
  const many = await atWaiting(MANY);

  return {
    figure: many.commands,
    unit: 'commands/s',
    baseline: few.commands,
    ratio: many.commands / few.commands,
    alsoMet: many.commands <= MOST_COMMANDS,
    details: { idle, few_waiting: { jobs: FEW, ...few }, many_waiting: { jobs: MANY, ...many } },
  };
}

async function inLine(store: BenchStore): Promise<number> {
  return (await store.overview.limits()).pending.waiting['bench'] ?? 0;
}

/**
 * Jobs that the sweep would check within the minute: it looks after jobs that were not begun in time while so many were accepted at once.
 */
async function soonDue({ probe }: World): Promise<number> {
  return probe.zcount('{darkroom}:due', '-inf', Date.now() + 60_000);
}

/** Commands a second, and CPU time in µs a second. */
async function measure(world: World, workerPid: number) {
  const cpu = await startCpuMeter({ worker: workerPid, redis: world.redis.pid });
  const commands = await startCommandMeter(world.probe);
  await sleep(MEASURE_S * 1_000);
  return { commands: Math.round(await commands(MEASURE_S)), cpu_us: await cpu(MEASURE_S) };
}
