import { expect, jest, test } from '@jest/globals';

import { setup } from '../../test/world.ts';
import { readRecords } from './read-texts.ts';

const DAY_MS = 86_400_000;

test('records are found in either form, and where most are packed, their own keys are not asked for first', async () => {
  await using world = await setup();
  const { raw, keys, store, clock } = world;
  const packed = await world.accept();
  await store.jobs.cancel(packed, 'generation');
  await world.handleEvents();
  clock.ahead += DAY_MS + 120_000;
  await store.createSweep({ retentionMs: 30 * DAY_MS }).sweepOnce();
  const living = await world.accept();

  const source = { redis: raw, keys };
  const ids = [living, packed, 'job_unknown'];
  const expected = await readRecords(source, ids);
  expect(expected.map((fields) => fields?.['status'])).toEqual(['queued', 'canceled', undefined]);
  expect(await readRecords(source, ids, 'packed')).toEqual(expected);

  const asked = jest.spyOn(raw, 'pipeline');
  expect(await readRecords(source, [packed], 'packed')).toEqual([expected[1]]);
  expect(asked).not.toHaveBeenCalled();
});
