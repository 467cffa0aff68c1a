import { expect, test } from '@jest/globals';

import { createFresh } from './fresh.ts';

const AWAY = new Error('Connection is closed.');

function setup() {
  const clock = { now: 0 };
  const redis: { value: { n: number } | null; error: Error | null; reads: number } = { value: { n: 1 }, error: null, reads: 0 };
  const fresh = createFresh(
    async () => {
      redis.reads += 1;
      const { value, error } = redis;
      await Promise.resolve();
      if (error) throw error;
      return value;
    },
    { monotonic: () => clock.now },
  );
  return { clock, redis, fresh };
}

test('a value counts for 0.7 s, and requests share a reading', async () => {
  const { clock, redis, fresh } = setup();
  await Promise.all([fresh.get('a'), fresh.get('a')]);
  clock.now = 699;
  redis.value = { n: 2 };
  expect([await fresh.get('a'), redis.reads]).toEqual([{ n: 1 }, 1]);
  clock.now = 700;
  expect([await fresh.get('a'), redis.reads]).toEqual([{ n: 2 }, 2]);
});

test('what is not there is asked for each time', async () => {
  const { redis, fresh } = setup();
  redis.value = null;
  expect(await fresh.get('a')).toBeNull();
  redis.value = { n: 1 };
  expect(await fresh.get('a')).toEqual({ n: 1 });
});

test('while Redis is away, what is known counts for ten minutes, and nothing else', async () => {
  const { clock, redis, fresh } = setup();
  await fresh.get('a');
  redis.error = AWAY;
  clock.now = 600_000;
  expect(await fresh.get('a')).toEqual({ n: 1 });
  await expect(fresh.get('b')).rejects.toThrow(AWAY);
  clock.now = 600_001;
  await expect(fresh.get('a')).rejects.toThrow(AWAY);
  expect(redis.reads).toBe(2); // it is not asked again at once
  redis.error = null;
  clock.now += 1_000;
  expect(await fresh.get('b')).toEqual({ n: 1 });
});

test('a fault of ours is not taken for an absence', async () => {
  const { clock, redis, fresh } = setup();
  await fresh.get('a');
  clock.now = 700;
  redis.error = new TypeError('no');
  await expect(fresh.get('a')).rejects.toThrow('no');
});

test('what is dropped is read anew, also if it was being read', async () => {
  const { redis, fresh } = setup();
  const reading = fresh.get('a');
  fresh.drop('a');
  redis.value = null;
  expect(await reading).toEqual({ n: 1 });
  expect(await fresh.get('a')).toBeNull();
});
