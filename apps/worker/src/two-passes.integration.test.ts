import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AppProcess } from '@darkroom/testkit';

import { stepsOf } from './test/stepped-worker.ts';
import { oneEnd, setupSteps, startQuickGetty } from './test/stepped-world.ts';

/** Longer than it takes until a paid call that cannot be found was not taken. */
const STOOD_STILL_MS = 200_000;

const FIRST_PASS = {
  generation: stepsOf(['begin', 'takeSlot', 'warmUp', 'intend', 'generate', 'settle']),
  download: stepsOf(['begin', 'takeSlot', 'warmUp', 'intend', 'startDownload', 'settle']),
};

let simulator: AppProcess;
beforeAll(async () => {
  simulator = await startQuickGetty();
});
afterAll(async () => simulator[Symbol.asyncDispose]());

/**
 * Two workers both believe that a job is theirs. The first stands still at a step of its first pass; meanwhile the second passes over the job
 * up to a step of its own, or the job is brought to its end; then the first goes on to the end of its pass, then the second.
 */
async function overlap(type: 'generation' | 'download', halts: { first: number; second: number }, stoodStillMs: number) {
  await using world = await setupSteps(simulator);
  const id = type === 'generation' ? await world.generation('a fox') : await world.download();
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

describe.each(['generation', 'download'] as const)('a %s of two workers at once', (type) => {
  describe.each([0, STOOD_STILL_MS])('the first stands still for %i ms', (stoodStillMs) => {
    test.each(numbered(FIRST_PASS[type]))('%s: it is paid once, wherever the second stands', async (step, first) => {
      const seen = [];
      // To the second's every other step: what it does between two of its calls concerns itself alone.
      for (let second = 1, whole = false; !whole; second += 2) {
        const { end, secondAt } = await overlap(type, { first, second }, stoodStillMs);
        whole = secondAt === undefined;
        seen.push({ secondAt, end });
      }
      // Where the second looked for a call that was never made, the job is held until the first brings its news.
      const mayBeHeld = type === 'generation' && (step === 'after intend' || step === 'before generate');
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
