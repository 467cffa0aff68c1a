import { expect, test } from '@jest/globals';

import { boundedRetryAfter, MOST_RETRY_AFTER_MS } from './bounded-retry-after.ts';
import { empty } from '../test/scripted-server.ts';
import { failure, ROUTES, setup } from '../test/setup.ts';

const DAY_MS = 86_400_000;

test.each([
  [undefined, undefined],
  [0, undefined],
  [1, 1_000],
  [9_000, 9_000],
])('%p ms becomes %p ms, whatever was refused', (asked, expected) => {
  for (const what of ['queries', 'pending', 'daily', 'quota', 'other'] as const) expect(boundedRetryAfter(asked, what)).toBe(expected);
});

test('thousand days become seconds for too many calls, minutes for a failed poll, an hour for a quota, and a day for the daily limit', () => {
  const bounded = (what: keyof typeof MOST_RETRY_AFTER_MS) => boundedRetryAfter(1_000 * DAY_MS, what)!;
  expect(bounded('queries')).toBeLessThanOrEqual(60_000);
  expect(bounded('pending')).toBeLessThanOrEqual(60_000);
  expect(bounded('other')).toBeLessThanOrEqual(5 * 60_000);
  expect(bounded('daily')).toBe(DAY_MS);
  expect(bounded('quota')).toBe(3_600_000);
});

test.each(['86400000', 'Sun, 01 Mar 2099 12:00:00 GMT'])('`Retry-After: %s` from Getty is bounded in every answer', async (header) => {
  await using world = await setup();
  const retryAfterOf = async (status: number) => {
    world.getty.reply(ROUTES.getGeneration, empty(status, { 'retry-after': header }));
    return (await failure(world.client.getGeneration('g1'))) as { retryAfterMs?: number };
  };
  expect(await retryAfterOf(503)).toMatchObject({ retryAfterMs: MOST_RETRY_AFTER_MS.other });
  expect(await retryAfterOf(429)).toMatchObject({ retryAfterMs: MOST_RETRY_AFTER_MS.queries });
  world.getty.reply(ROUTES.getGeneration, empty(202, { 'retry-after': header }));
  expect(await world.client.getGeneration('g1')).toMatchObject({ retryAfterMs: MOST_RETRY_AFTER_MS.other });
});

test.each(['-1', '1000000000000', 'Thu, 01 Jan 1970 00:00:00 GMT', 'soon', '0'])('`Retry-After: %s` says nothing', async (header) => {
  await using world = await setup();
  world.getty.reply(ROUTES.getGeneration, empty(503, { 'retry-after': header }));
  expect(await failure(world.client.getGeneration('g1'))).toMatchObject({ name: 'RetryableError', retryAfterMs: undefined });
});
