import { expect, test } from '@jest/globals';
import { REQUEST_WINDOW_MS } from '@darkroom/queue';

import { createRateLimiter } from './rate-limiter.ts';

/** What `take_requests` does, on a clock of the test's own, and limiters as they run in several processes. */
function setup() {
  const time = { now: 5_000 };
  const windows = new Map<string, { used: number; endsAt: number }>();
  const redis = { away: false, asked: 0 };
  const take = async (requester: string, { most, portion }: { most: number; portion: number }) => {
    redis.asked++;
    if (redis.away) throw new Error('Connection is closed.');
    const known = windows.get(`${requester}.${most}`);
    const open = known && known.endsAt > time.now ? known : { used: 0, endsAt: time.now + REQUEST_WINDOW_MS };
    windows.set(`${requester}.${most}`, open);
    const taken = Math.max(0, Math.min(portion, most - open.used));
    open.used += taken;
    return { taken, left: Math.max(0, most - open.used), endsInMs: open.endsAt - time.now };
  };
  const process = () => createRateLimiter({ take, now: () => time.now });
  return { time, redis, process };
}

type Limiter = ReturnType<typeof createRateLimiter>;

/** How many of so many requests at once are allowed. */
async function allowedOf(limiter: Limiter, requests: number, most: number, key = 'a'): Promise<number> {
  const counted = await Promise.all(Array.from({ length: requests }, async () => limiter.count(key, most)));
  return counted.filter((allowance) => allowance?.allowed ?? true).length;
}

test.each([1, 30, 600, 5_999])('of a limit of %d exactly so many are allowed in a minute, over two processes', async (most) => {
  const { process } = setup();
  const [one, two] = [process(), process()];
  const [first, second] = await Promise.all([allowedOf(one, most, most), allowedOf(two, most, most)]);
  expect(first + second).toBe(most);
});

test.each([6_000, 20_000])('of a limit of %d no more is allowed in a minute, over two processes', async (most) => {
  const { time, process } = setup();
  const [one, two] = [process(), process()];
  const together = async () => {
    const [first, second] = await Promise.all([allowedOf(one, most + 50, most), allowedOf(two, most + 50, most)]);
    return first + second;
  };
  const allowed = await together();
  expect(allowed).toBeLessThanOrEqual(most);
  expect(allowed).toBeGreaterThanOrEqual(most - 4 * Math.floor(most / 400));
  time.now += REQUEST_WINDOW_MS - 1;
  expect(await together()).toBe(0);
  time.now += 1;
  expect(await together()).toBeGreaterThanOrEqual(most - 4 * Math.floor(most / 400));
});

test('says what is left, and when it is all of it again', async () => {
  const { time, process } = setup();
  const limiter = process();
  expect(await limiter.count('a', 2)).toEqual({ allowed: true, most: 2, left: 1, resetMs: 60_000 });
  time.now += 10_000;
  expect(await limiter.count('a', 2)).toEqual({ allowed: true, most: 2, left: 0, resetMs: 50_000 });
  expect(await limiter.count('a', 2)).toEqual({ allowed: false, most: 2, left: 0, resetMs: 50_000 });
  expect(await limiter.count('b', 2)).toMatchObject({ allowed: true });
});

test('asks Redis for one request in a hundred and fifty at the default, and for none once the minute is used up', async () => {
  const { redis, process } = setup();
  const limiter = process();
  for (let n = 0; n < 60_000; n++) await limiter.count('a', 60_000);
  expect(redis.asked).toBeLessThanOrEqual(402);
  const before = redis.asked;
  expect(await allowedOf(limiter, 1_000, 60_000)).toBe(0);
  expect(redis.asked).toBe(before);
});

test('while Redis is away no request is refused, and it is asked once a second', async () => {
  const { time, redis, process } = setup();
  const limiter = process();
  redis.away = true;
  expect(await allowedOf(limiter, 100, 5)).toBe(100);
  expect(await limiter.count('a', 5)).toBeUndefined();
  expect(redis.asked).toBe(1);
  time.now += 1_000;
  redis.away = false;
  expect(await allowedOf(limiter, 100, 5)).toBe(5);
});

test('what was taken before Redis went away is used up first', async () => {
  const { redis, process } = setup();
  const limiter = process();
  await limiter.count('a', 40_000);
  redis.away = true;
  expect(await allowedOf(limiter, 100, 40_000)).toBe(100);
});

test('however many keys are used, one in its minute is not forgotten', async () => {
  const { time, process } = setup();
  const limiter = process();
  expect(await allowedOf(limiter, 3, 2, 'kept')).toBe(2);
  for (let n = 0; n < 10_001; n++) await limiter.count(`key ${n}`, 2);
  expect(await allowedOf(limiter, 1, 2, 'kept')).toBe(0);
  time.now += REQUEST_WINDOW_MS;
  expect(await allowedOf(limiter, 3, 2, 'kept')).toBe(2);
});

test('a limit that was changed counts at once, in full, whatever was taken before', async () => {
  const { process } = setup();
  const [one, two] = [process(), process()];
  expect(await allowedOf(one, 1, 60_000)).toBe(1);
  expect(await allowedOf(two, 10, 60_000)).toBe(10);
  expect((await allowedOf(one, 10, 8)) + (await allowedOf(two, 10, 8))).toBe(8);
  expect(await allowedOf(two, 20, 12)).toBe(12);
});
