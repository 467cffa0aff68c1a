import { expect, test } from '@jest/globals';
import { PATIENCE_MS, testRedis } from '@darkroom/testkit';
import { Redis } from 'ioredis';

import { keepPatience, withPatience } from './redis-patience.ts';

/** Each look at the clock takes this long. */
const LOOK_MS = 4;

test.each([
  ['before the first command', 0],
  ['between two commands', 10],
  ['before the last command', 14],
])('patience that ends %s of a transaction leaves the answers to others where they belong', async (_when, ms) => {
  await using shared = testRedis();
  const redis = new Redis(shared.url, { commandTimeout: PATIENCE_MS });
  await using _closing = { [Symbol.asyncDispose]: async () => redis.disconnect() };
  keepPatience(redis);
  const [own, other] = [`${shared.prefix}:own`, `${shared.prefix}:other`];
  await redis.mset(own, 'ours', other, 'theirs');

  let now = 0;
  const ofOne = withPatience(() => redis.multi().get(own).get(own).exec(), { ms, now: () => (now += LOOK_MS) });
  const ofOthers = [redis.get(other), redis.multi().get(other).get(other).exec(), redis.get(other)];

  expect(await Promise.all(ofOthers)).toEqual([
    'theirs',
    [
      [null, 'theirs'],
      [null, 'theirs'],
    ],
    'theirs',
  ]);
  const [answer] = await Promise.allSettled([ofOne]);
  const isTrue = answer.status === 'rejected' ? /Command timed out/.test(String(answer.reason)) : String(answer.value) === ',ours,,ours';
  expect(isTrue).toBe(true);
});
