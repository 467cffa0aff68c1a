import { WORK_KINDS } from '@darkroom/queue';
import { expect, test } from '@jest/globals';

import { createPollsLearnt } from './polls-learnt.ts';

test('learnt data is read once in five seconds, for any number of callers', async () => {
  const world = setup();
  await Promise.all([world.learnt.refresh(), world.learnt.refresh()]);
  await world.learnt.refresh();
  expect(world.reads).toEqual(WORK_KINDS);
  world.clock.now += 5_000;
  await world.learnt.refresh();
  expect(world.reads).toHaveLength(2 * WORK_KINDS.length);
});

test('learnt data of a type applies to that type, until there is new data', async () => {
  const world = setup();
  await world.learnt.refresh();
  const before = world.learnt.of('generation');
  expect(before).toBeDefined();
  for (const kind of WORK_KINDS.filter((one) => one !== 'generation')) expect(world.learnt.of(kind)).toBeUndefined();
  world.clock.now += 5_000;
  await world.learnt.refresh();
  expect(world.learnt.of('generation')).toBe(before);
  world.tookMs = 20_000;
  world.clock.now += 5_000;
  await world.learnt.refresh();
  expect(world.learnt.of('generation')).not.toEqual(before);
});

test('a failed reading is repeated by the next caller', async () => {
  const world = setup();
  world.away = true;
  await expect(world.learnt.refresh()).rejects.toThrow('away');
  world.away = false;
  await world.learnt.refresh();
  expect(world.learnt.of('generation')).toBeDefined();
});

/** Generations took `tookMs`; there were no downloads. */
function setup() {
  const clock = { now: 0 };
  const world = { clock, tookMs: 5_000, away: false, reads: [] as string[] };
  const learnt = createPollsLearnt({
    now: () => clock.now,
    latest: async (kind) => {
      world.reads.push(kind);
      if (world.away) throw new Error('away');
      return kind === 'generation' ? Array.from({ length: 30 }, () => ({ moreThanMs: world.tookMs - 100, atMostMs: world.tookMs })) : [];
    },
  });
  return Object.assign(world, { learnt });
}
