import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stepsOf, type AppProcess } from '@darkroom/testkit';

import { oneEnd, setupSteps, startQuickGetty } from '../test/stepped-world.ts';

type World = Awaited<ReturnType<typeof setupSteps>>;

/** A job, and the calls that lead to its end if no worker dies. */
type Way = { type: 'generation' | 'download'; calls: string[]; submit: (world: World) => Promise<string> };

/** A poll that is not answered 202: a pass begins with the answer. */
const POLL = 'beginOrLook getGeneration begin advance';
/** After a 503 the job is parked, so its pass begins at once. */
const POLL_PARKED = 'beginOrLook getGeneration advance';

const WAYS = {
  // The first poll gets a 503, so that a snooze is among the steps.
  generation: {
    type: 'generation',
    calls: words(`beginOrLook takeSlot warmUp intend generate settle ${POLL} ${POLL_PARKED}`),
    submit: (world) => world.generation('a fox [sim:poll status=503 times=1]'),
  },
  'generation that Getty answers at once': {
    type: 'generation',
    calls: words('beginOrLook takeSlot warmUp intend generate settle'),
    submit: (world) => world.generation('a fox [sim:inline=true]'),
  },
  'generation that goes straight to its paid call': {
    type: 'generation',
    calls: words(`beginOrLook generate settle ${POLL}`),
    submit: async (world) => {
      await world.warmUp();
      return world.generation('a fox');
    },
  },
  download: {
    type: 'download',
    calls: words('beginOrLook takeSlot warmUp intend startDownload settle beginOrLook getDownload begin advance'),
    submit: (world) => world.download(),
  },
} satisfies Record<string, Way>;

const PAID = new Set(['before generate', 'before startDownload']);

/** The calls of workers that take over after the paid call's answer was lost. */
const TAKEOVERS: Record<'generation' | 'download', string[]> = {
  generation: words(`beginOrLook history settle ${POLL} ${POLL_PARKED}`),
  download: words('beginOrLook getDownload settle'),
};

let simulator: AppProcess;
beforeAll(async () => {
  simulator = await startQuickGetty();
});
afterAll(async () => simulator[Symbol.asyncDispose]());

describe.each(Object.entries<Way>(WAYS))('a %s', (_name, way) => {
  test('takes these steps', async () => {
    await using world = await setupSteps(simulator);
    const id = await way.submit(world);
    const worker = world.worker();
    await world.run(worker, id);
    expect(worker.steps).toEqual(stepsOf(way.calls));
    expect(await world.endOf(id)).toEqual(oneEnd(way.type, 'succeeded'));
  });

  const paidAt = stepsOf(way.calls).findIndex((step) => PAID.has(step));

  test.each(numbered(way.calls))('has one end when its worker dies at step %i, %s', async (haltAt) => {
    await using world = await setupSteps(simulator);
    const id = await way.submit(world);
    await dies(world, id, haltAt);
    await world.run(world.worker(), id);
    // A generation that was never sent looks like one that Getty does not show.
    const neverSent = way.type === 'generation' && (haltAt === paidAt - 1 || haltAt === paidAt);
    expect(await world.endOf(id)).toEqual(oneEnd(way.type, neverSent ? 'held' : 'succeeded'));
  });
});

describe.each(Object.entries(TAKEOVERS))('a %s after its worker died in the paid call', (name, calls) => {
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

  test.each(numbered(calls))('has one end when the next dies too, at step %i, %s', async (haltAt) => {
    await using world = await setupSteps(simulator);
    const id = await way.submit(world);
    await dies(world, id, inPaidCall);
    await dies(world, id, haltAt);
    await world.run(world.worker(), id);
    expect(await world.endOf(id)).toEqual(oneEnd(way.type, 'succeeded'));
  });
});

/** A worker works on the job up to a step, and then stops for ever. */
async function dies(world: World, id: string, haltAt: number): Promise<void> {
  const worker = world.worker(haltAt);
  await world.run(worker, id);
  expect(worker.steps).toHaveLength(haltAt + 1);
  await world.gettyIsIdle(id);
}

function numbered(calls: string[]): [number, string][] {
  return stepsOf(calls).map((step, number) => [number, step]);
}

function words(text: string): string[] {
  return text.split(' ');
}
