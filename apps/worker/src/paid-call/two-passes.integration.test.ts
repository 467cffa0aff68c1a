import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stepsOf, type AppProcess } from '@darkroom/testkit';

import { oneEnd, setupSteps, startQuickGetty } from '../test/stepped-world.ts';

/** Longer than it takes until a paid call that cannot be found was not taken. */
const STOOD_STILL_MS = 200_000;

const FIRST_PASS = {
  generation: stepsOf(['begin', 'takeSlot', 'warmUp', 'intend', 'generate', 'settle']),
  'straight generation': stepsOf(['begin', 'generate', 'settle']),
  download: stepsOf(['begin', 'takeSlot', 'warmUp', 'intend', 'startDownload', 'settle']),
};

type Way = keyof typeof FIRST_PASS;

let simulator: AppProcess;
beforeAll(async () => {
  simulator = await startQuickGetty();
});
afterAll(async () => simulator[Symbol.asyncDispose]());

/**
 * Two workers both believe that a job is theirs. The first stands still at a step of its first pass; meanwhile the second passes over the job
 * up to a step of its own, or the job is brought to its end; then the first goes on to the end of its pass, then the second.
 */
async function overlap(way: Way, halts: { first: number; second: number }, stoodStillMs: number) {
  await using world = await setupSteps(simulator);
  if (way === 'straight generation') await world.warmUp();
  const id = way === 'download' ? await world.download() : await world.generation('a fox');
  const first = world.worker(halts.first);
  await world.run(first, id);
  await world.clock.sleep(stoodStillMs);
  const second = world.worker(halts.second);
  const halted = (await second.pass({ id, run: 1 })) === 'halted';
  if (!halted) await world.run(world.worker(), id);
  await first.goOn();
  await second.goOn();
  await world.gettyIsIdle(id);
  await world.run(world.worker(), id);
  return { end: await world.endOf(id), secondAt: halted ? second.steps[halts.second] : undefined };
}

describe.each(Object.keys(FIRST_PASS) as Way[])('a %s of two workers at once', (way) => {
  const type = way === 'download' ? 'download' : 'generation';
  const paidAt = FIRST_PASS[way].findIndex((step) => step === 'before generate');

  describe.each([0, STOOD_STILL_MS])('the first stands still for %i ms', (stoodStillMs) => {
    test.each(numbered(FIRST_PASS[way]))('%s: it is paid once, wherever the second stands', async (_step, first) => {
      const seen = [];
      // To the second's every other step: what it does between two of its calls concerns itself alone.
      for (let second = 1, whole = false; !whole; second += 2) {
        const { end, secondAt } = await overlap(way, { first, second }, stoodStillMs);
        whole = secondAt === undefined;
        seen.push({ secondAt, end });
      }
      // Where the second looked for a call that was never made, the job is held until the first brings its news.
      const mayBeHeld = type === 'generation' && (first === paidAt - 1 || first === paidAt);
      const expected = seen.map(({ secondAt, end }) => ({
        secondAt,
        end: { ...oneEnd(type, 'succeeded'), ...(mayBeHeld ? { held: end.held } : {}) },
      }));
      expect(seen).toEqual(expected);
      expect(seen.length).toBeGreaterThan(1);
    });
  });
});

function numbered(steps: string[]): [string, number][] {
  return steps.map((step, number) => [step, number]);
}
