import { expect, test } from '@jest/globals';

import { createPlaces } from './places.ts';

const LONG_MS = 60_000;

/** Whether it is settled after all that was to be done at once. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

test('admits so many in all and of each tenant, and the next when one leaves', async () => {
  const places = createPlaces({ most: 3, mostOfTenant: 2 });
  const first = (await places.enter('acme', LONG_MS))!;
  await places.enter('acme', LONG_MS);
  const third = places.enter('acme', LONG_MS);
  const others = (await places.enter('beta', LONG_MS))!;
  const second = places.enter('beta', LONG_MS);
  expect([await isSettled(third), await isSettled(second)]).toEqual([false, false]);
  others();
  others();
  expect([await isSettled(third), await isSettled(second)]).toEqual([false, true]);
  first();
  expect(await isSettled(third)).toBe(true);
});

test('gives up after its time, or when its caller has left', async () => {
  const places = createPlaces({ most: 1, mostOfTenant: 1 });
  const leave = (await places.enter('acme', LONG_MS))!;
  expect(await places.enter('acme', 1)).toBeUndefined();
  const gone = new AbortController();
  const waiting = places.enter('acme', LONG_MS, gone.signal);
  gone.abort();
  expect(await waiting).toBeUndefined();
  expect(await places.enter('acme', LONG_MS, gone.signal)).toBeUndefined();
  leave();
  expect(await places.enter('acme', LONG_MS)).toBeDefined();
});
