import { setTimeout as sleep } from 'node:timers/promises';

import { expect, test } from '@jest/globals';

import { randomPlan } from './random-plan.ts';
import { simulateHere } from './test/simulate-here.ts';
import { createDice } from './time/dice.ts';
import type { World } from './world.ts';

/** Its Getty falls silent for a while: what asks it has time limits. */
const SEED = '14';
/** On a machine that is busy with other things as well. */

test('the same seed gives the same world, however slow the machine is meanwhile', async () => {
  const quick = await simulateHere(randomPlan(createDice(`${SEED}/plan`)), { seed: SEED });
  const slow = await simulateHere(randomPlan(createDice(`${SEED}/plan`)), { seed: SEED, prepare: slowDown });

  expect(slow).toEqual(quick);
  expect(quick.broken).toEqual([]);
});

/** The world stands still here and there, while true time goes on: a timer of the product that follows true time ends too soon. */
function slowDown({ time }: World): void {
  let stops = 0;
  time.every(
    () => 2_000,
    async () => {
      await sleep(stops++ === 30 ? 4_000 : 20);
      return stops < 120;
    },
  );
}
