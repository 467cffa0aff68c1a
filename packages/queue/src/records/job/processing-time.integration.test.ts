import { expect, test } from '@jest/globals';

import { setup } from '../../test/world.ts';
import { workKindOf } from './work-kind.ts';

const PROCESSING_TIME = { moreThanMs: 3_100, atMostMs: 4_200 };

test("Getty's processing time is stored once for each job that ended, by type", async () => {
  await using world = await setup();
  const { passes, processingTimes } = world.store;
  const pass = await world.begin(await world.accept());
  const change = { status: 'succeeded', event: 'generation.succeeded', processingTime: PROCESSING_TIME } as const;
  expect(await passes.advance(pass, change)).toBe('advanced');
  expect(await passes.advance(pass, change)).toBe('advanced');
  expect(await processingTimes.latest('generation')).toEqual([PROCESSING_TIME]);
  expect(await processingTimes.latest('download')).toEqual([]);
});

test('the processing time of an operation is kept apart from generations', async () => {
  await using world = await setup();
  const pass = await world.begin(await world.accept({ request: { operation: 'refine', prompt: 'a hat', source: { asset_id: 'a-1' } } }));
  await world.store.passes.advance(pass, { status: 'succeeded', processingTime: { ...PROCESSING_TIME, of: workKindOf(pass.record) } });
  expect(await world.store.processingTimes.latest('refine')).toEqual([PROCESSING_TIME]);
  expect(await world.store.processingTimes.latest('generation')).toEqual([]);
});

test('only the latest 500 processing times are kept', async () => {
  await using world = await setup();
  await world.raw.rpush(world.keys.took('generation'), ...Array.from({ length: 500 }, (_, index) => `${index} ${index + 1}`));
  const pass = await world.begin(await world.accept());
  await world.store.passes.advance(pass, { status: 'succeeded', processingTime: PROCESSING_TIME });
  const latest = await world.store.processingTimes.latest('generation');
  expect(latest).toHaveLength(500);
  expect(latest[0]).toEqual(PROCESSING_TIME);
  expect(latest.at(-1)).toEqual({ moreThanMs: 498, atMostMs: 499 });
});

test('a pass that was overtaken stores no processing time', async () => {
  await using world = await setup();
  const id = await world.accept();
  const stale = await world.begin(id);
  await world.begin(id);
  await world.store.passes.advance(stale, { status: 'succeeded', processingTime: PROCESSING_TIME });
  expect(await world.store.processingTimes.latest('generation')).toEqual([]);
});
