import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AppProcess } from '@darkroom/testkit';

import { DETOURS, endOf, oneEnd } from '../test/detours.ts';
import { setupSteps, startQuickGetty } from '../test/stepped-world.ts';

/**
 * Workers that die while a generation takes a detour: refused by the query limit, waiting for a slot, sent again after an unknown outcome,
 * or followed by downloads. Each job has one end, with one event and one payment.
 */

let simulator: AppProcess;
beforeAll(async () => {
  simulator = await startQuickGetty();
});
afterAll(async () => simulator[Symbol.asyncDispose]());

test.each(Object.entries(DETOURS))('a generation that %s has one end wherever its worker dies', async (_name, detour) => {
  const seen = [];
  for (let haltAt = 0, died = true; died; haltAt++) {
    await using world = await setupSteps(simulator);
    const id = await detour.submit(world, haltAt);
    const first = world.worker(haltAt);
    await detour.run(world, first, id);
    died = first.halted;
    await world.gettyIsIdle(id);
    await detour.run(world, world.worker(), id);
    seen.push({ step: first.steps.at(-1)!, end: await endOf(world, id) });
  }
  const held = seen.filter(({ end }) => end.status === 'held');
  expect(held.map(({ step }) => step)).toEqual(detour.heldAt);
  expect(held.every(({ end }) => end.paid === 0)).toBe(true);
  const ended = seen.filter((one) => !held.includes(one));
  expect(ended).toEqual(ended.map(({ step }) => ({ step, end: oneEnd(detour) })));
});
