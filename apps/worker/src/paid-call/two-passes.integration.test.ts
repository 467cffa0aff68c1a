import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stepsOf, type AppProcess } from '@darkroom/testkit';

import { oneEnd, setupSteps, startQuickGetty } from '../test/stepped-world.ts';

/** Longer than the time after which a call that is not found counts as not accepted. */
const STOOD_STILL_MS = 200_000;

const FIRST_PASS = {
  generation: stepsOf(['beginOrLook', 'takeSlot', 'warmUp', 'intend', 'generate', 'settle']),
  'fast-path generation': stepsOf(['beginOrLook', 'generate', 'settle']),
  download: stepsOf(['beginOrLook', 'takeSlot', 'warmUp', 'intend', 'startDownload', 'settle']),
};

type Way = keyof typeof FIRST_PASS;

let simulator: AppProcess;
beforeAll(async () => {
  simulator = await startQuickGetty({ takesMs: 40 }); // so that the second often polls before it is done
});
afterAll(async () => simulator[Symbol.asyncDispose]());

/**
 * Two workers both hold the same job. The first halts at a step of its first pass; meanwhile the second passes over the job up to some
 * step, or the job is brought to its end; then the first continues to the end of its pass, then the second.
 */
async function overlap(way: Way, halts: { first: number; second: number }, stoodStillMs: number) {
  await using world = await setupSteps(simulator);
  if (way === 'fast-path generation') await world.warmUp();
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

  describe.each([0, STOOD_STILL_MS])('the first halts for %i ms', (stoodStillMs) => {
    test.each(numbered(FIRST_PASS[way]))('%s: it is paid once, wherever the second halts', async (_step, first) => {
      const seen = [];
      // Every other step of the second is enough: work between two calls has no outside effect.
      for (let second = 1, whole = false; !whole; second += 2) {
        const { end, secondAt } = await overlap(way, { first, second }, stoodStillMs);
        whole = secondAt === undefined;
        seen.push({ secondAt, end });
      }
      // If the second looked for a call that was never made, the job is held until the first reports.
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
