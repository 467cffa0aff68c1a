import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startProcess, type AppProcess } from '@darkroom/testkit';

import { stepsOf } from './test/stepped-worker.ts';
import { setupSteps } from './test/stepped-world.ts';

type World = Awaited<ReturnType<typeof setupSteps>>;

/** A job, and the calls that lead to its end when nobody dies. */
type Way = { calls: string[]; submit: (world: World) => Promise<string> };

const WAYS = {
  // The first poll meets a 503, so that a snooze is among the steps.
  generation: {
    calls: words('begin takeSlot warmUp intend generate settle begin getGeneration advance begin getGeneration advance'),
    submit: (world) => world.submit('generation', { prompt: 'a fox [sim:poll status=503 times=1]' }),
  },
  'generation that Getty answers at once': {
    calls: words('begin takeSlot warmUp intend generate settle'),
    submit: (world) => world.submit('generation', { prompt: 'a fox [sim:inline=true]' }),
  },
  download: {
    calls: words('begin takeSlot warmUp intend startDownload settle begin getDownload advance'),
    submit: async (world) =>
      world.submit('download', { generation_request_id: await world.finishedGeneration(), index: 0, size_name: '1k' }),
  },
} satisfies Record<string, Way>;

/** The calls of those who take over after the paid call's answer was lost. */
const TAKEOVERS: Record<'generation' | 'download', string[]> = {
  generation: words('begin history settle begin getGeneration advance begin getGeneration advance'),
  download: words('begin getDownload settle'),
};

// One for all: it holds what each case did apart by job, and a start costs more than a case.
let simulator: AppProcess;
beforeAll(async () => {
  simulator = await startProcess('simulator', {
    SIMULATOR_LATENCY: '0ms',
    SIMULATOR_GENERATION_DURATION: '5ms',
    SIMULATOR_DOWNLOAD_DURATION: '5ms',
  });
});
afterAll(async () => simulator[Symbol.asyncDispose]());

describe.each(Object.entries<Way>(WAYS))('a %s', (_name, way) => {
  test('takes these steps', async () => {
    await using world = await setupSteps(simulator);
    const id = await way.submit(world);
    const worker = world.worker();
    await world.run(worker, id);
    expect(worker.steps).toEqual(stepsOf(way.calls));
    await expectOneEnd(world, id, 'succeeded');
  });

  test.each(numbered(way.calls))('comes to one end when its worker dies at step %i, %s', async (haltAt, step) => {
    await using world = await setupSteps(simulator);
    const id = await way.submit(world);
    await dies(world, id, haltAt);
    await world.run(world.worker(), id);
    const neverSent = way.calls.includes('generate') && (step === 'after intend' || step === 'before generate');
    await expectOneEnd(world, id, neverSent ? 'held' : 'succeeded');
  });
});

describe.each(Object.entries(TAKEOVERS))('a %s whose worker died in its paid call', (name, calls) => {
  const way = WAYS[name as keyof typeof TAKEOVERS];
  const inPaidCall = stepsOf(way.calls).findIndex((step) => step === 'after generate' || step === 'after startDownload');

  test('is found by these steps', async () => {
    await using world = await setupSteps(simulator);
    const id = await way.submit(world);
    await dies(world, id, inPaidCall);
    const second = world.worker();
    await world.run(second, id);
    expect(second.steps).toEqual(stepsOf(calls));
  });

  test.each(numbered(calls))('comes to one end when the next dies too, at step %i, %s', async (haltAt) => {
    await using world = await setupSteps(simulator);
    const id = await way.submit(world);
    await dies(world, id, inPaidCall);
    await dies(world, id, haltAt);
    await world.run(world.worker(), id);
    await expectOneEnd(world, id, 'succeeded');
  });
});

/** A worker works on the job up to a step, and is never heard of again. */
async function dies(world: World, id: string, haltAt: number): Promise<void> {
  const worker = world.worker(haltAt);
  await world.run(worker, id);
  expect(worker.steps).toHaveLength(haltAt + 1);
  await world.finishedAtGetty(id);
}

async function expectOneEnd(world: World, id: string, status: 'succeeded' | 'held'): Promise<void> {
  expect(await world.worker().pass({ id, run: 1 })).toEqual({ note: 'ended' });
  const job = await world.record(id);
  const told = await world.told();
  expect({
    status: job.status,
    paid: (await world.effects(job)).length,
    ends: told.filter((event) => !event.endsWith('.waiting')),
    toldTwice: told.length - new Set(told).size,
    slot: job.slot,
  }).toEqual({ status, paid: status === 'held' ? 0 : 1, ends: [`${job.type}.${status}`], toldTwice: 0, slot: null });
  expect(job.billing.state).toBe(status === 'held' ? 'unknown' : job.type === 'download' ? 'may_be_charged' : 'charged');
}

function numbered(calls: string[]): [number, string][] {
  return stepsOf(calls).map((step, number) => [number, step]);
}

function words(text: string): string[] {
  return text.split(' ');
}
