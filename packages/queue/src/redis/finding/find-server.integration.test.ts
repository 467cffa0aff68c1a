import { expect, test } from '@jest/globals';

import { fakeSentinel } from '../../test/fake-sentinel.ts';
import { createFindServer } from './find-server.ts';
import { createRedisSource } from './redis-source.ts';

const finder = (places: string[], now?: () => number) =>
  createFindServer(
    createRedisSource({ url: `redis+sentinel://${places.join(',')}/m` }, () => undefined),
    '{x}',
    now,
  );
const OURS = { host: '127.0.0.1', port: 6001 };

test('a master counts as one while most sentinels name it, and none exchanges it', async () => {
  await using first = await fakeSentinel({ port: 6001, epoch: 3, others: 2 });
  await using second = await fakeSentinel({ port: 6001, epoch: 3, others: 2 });
  const { confirm } = finder([first.place, second.place]);
  expect(await confirm(OURS)).toBe(true);
  second.exchanges(true);
  expect(await confirm(OURS)).toBe(false);
  // It has been replaced, and one that was cut off does not say so yet.
  second.exchanges(false);
  second.names(6002, 4);
  expect([await confirm(OURS), await confirm({ ...OURS, port: 6002 })]).toEqual([false, true]);
  // The one that exchanges it names the one before until all is done; others name the new one.
  first.exchanges(true);
  expect([await confirm(OURS), await confirm({ ...OURS, port: 6002 })]).toEqual([false, true]);
});

test('fewer than most of the sentinels confirm nothing, nor does one that is asked at two addresses', async () => {
  await using one = await fakeSentinel({ port: 6001, others: 2, id: 'one' });
  await using again = await fakeSentinel({ port: 6001, others: 2, id: 'one' });
  expect(await finder([one.place, again.place]).confirm(OURS)).toBe(false);
  await using two = await fakeSentinel({ port: 6001, others: 2, id: 'two' });
  expect(await finder([one.place, two.place]).confirm(OURS)).toBe(true);
});

test('a sentinel that does not answer may be the one that exchanges the master, until it was silent for 5 s', async () => {
  await using first = await fakeSentinel({ port: 6001, others: 2 });
  await using second = await fakeSentinel({ port: 6001, others: 2 });
  const time = { now: 0 };
  const { confirm } = finder([first.place, second.place, '127.0.0.1:1'], () => time.now);
  expect(await confirm(OURS)).toBe(false);
  time.now += 4_999;
  expect(await confirm(OURS)).toBe(false);
  time.now += 1;
  expect(await confirm(OURS)).toBe(true);
  // Nobody has asked for long: it may have been back.
  time.now += 60_000;
  expect(await confirm(OURS)).toBe(false);
});

test('sentinels that the URL does not name are learned from those that it does', async () => {
  const named = await fakeSentinel({ port: 6001 });
  await using other = await fakeSentinel({ port: 6002, epoch: 2 });
  named.knows([other.place]);
  const { find } = finder([named.place]);
  expect(await find()).toEqual(OURS);
  await named[Symbol.asyncDispose]();
  expect(await find()).toEqual({ ...OURS, port: 6002 });
});
