import { expect, test } from '@jest/globals';

import { setup } from '../test/world.ts';

const TOOK = { moreThanMs: 3_100, atMostMs: 4_200 };

test("Getty's processing time is stored once for each job that ended, by type", async () => {
  await using world = await setup();
  const { passes, took } = world.store;
  const pass = await world.begin(await world.accept());
  const change = { status: 'succeeded', event: 'generation.succeeded', took: TOOK } as const;
  expect(await passes.advance(pass, change)).toBe('advanced');
  expect(await passes.advance(pass, change)).toBe('advanced');
  expect(await took.latest('generation')).toEqual([TOOK]);
  expect(await took.latest('download')).toEqual([]);
});

test('only the latest 500 processing times are kept', async () => {
  await using world = await setup();
  await world.raw.rpush(world.keys.took('generation'), ...Array.from({ length: 500 }, (_, index) => `${index} ${index + 1}`));
  const pass = await world.begin(await world.accept());
  await world.store.passes.advance(pass, { status: 'succeeded', took: TOOK });
  const latest = await world.store.took.latest('generation');
  expect(latest).toHaveLength(500);
  expect(latest[0]).toEqual(TOOK);
  expect(latest.at(-1)).toEqual({ moreThanMs: 498, atMostMs: 499 });
});

test('a pass that was overtaken stores no processing time', async () => {
  await using world = await setup();
  const id = await world.accept();
  const stale = await world.begin(id);
  await world.begin(id);
  await world.store.passes.advance(stale, { status: 'succeeded', took: TOOK });
  expect(await world.store.took.latest('generation')).toEqual([]);
});
