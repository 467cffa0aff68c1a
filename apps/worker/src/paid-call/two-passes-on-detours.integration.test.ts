import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AppProcess } from '@darkroom/testkit';

import { DETOURS, endOf, oneEnd, type Detour } from '../test/detours.ts';
import { setupSteps, startQuickGetty } from '../test/stepped-world.ts';

let simulator: AppProcess;
beforeAll(async () => {
  simulator = await startQuickGetty();
});
afterAll(async () => simulator[Symbol.asyncDispose]());

/**
 * Two workers both hold the same job, as in two-passes. The first halts after some call on the detour; the second makes a pass, up to some
 * call or to the job's end; then the first continues, then the second.
 */
async function overlap(detour: Detour, halts: { first: number; second: number }) {
  await using world = await setupSteps(simulator);
  const id = await detour.submit(world, 1_000 * halts.first + halts.second);
  const [first, second] = [world.worker(halts.first), world.worker(halts.second)];
  await detour.run(world, first, id);
  await second.pass({ id, run: 1 });
  const halted = { first: first.halted, second: second.halted };
  if (!halted.second) await detour.run(world, world.worker(), id);
  await first.goOn();
  await second.goOn();
  await world.gettyIsIdle(id);
  await detour.run(world, world.worker(), id);
  return {
    halted,
    at: `${halts.first}, ${first.steps[halts.first]}; ${halts.second}, ${second.steps[halts.second]}`,
    end: await endOf(world, id),
  };
}

test.each(Object.entries(DETOURS))('a generation that %s, held by two workers, has one end', async (_name, detour) => {
  const seen = [];
  // Only after calls: work between two calls has no outside effect. Of all pairs of halts every other, as the black squares of a chessboard.
  for (let first = 1, goesOn = true; goesOn; first += 2) {
    for (let second = first % 4, halted = true; halted && goesOn; second += 4) {
      const one = await overlap(detour, { first, second });
      goesOn = one.halted.first;
      halted = one.halted.second;
      seen.push({ at: one.at, end: one.end });
    }
  }
  expect(seen).toEqual(seen.map(({ at }) => ({ at, end: oneEnd(detour) })));
  expect(seen.length).toBeGreaterThan(5);
});
