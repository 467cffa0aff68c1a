import { KeyId, type Scope } from '@darkroom/contracts';
import type { ChangedKeys, CheckedKey } from '@darkroom/queue';
import { expect, test } from '@jest/globals';

import { KeyRing } from './key-ring.ts';

const idOf = (n: number) => KeyId.parse(`key_${String(n).padStart(32, '0')}`);
const away = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });

function keyOf(n: number, over: Partial<CheckedKey> = {}): CheckedKey {
  const scopes = new Set<Scope>(['read']);
  return { id: idOf(n), tenant: 'acme', name: 'ci', digest: `d${n}`, scopes, expiresAt: null, rateLimit: null, revokedAt: null, ...over };
}

/** A Redis with keys, and a process that reads them; time passes when the test says so. `skewMs`: the clock of the process is ahead. */
function setup({ skewMs = 0 } = {}) {
  const time = { now: 1_000_000 };
  const redis = { away: false, readings: 0, keys: [] as CheckedKey[], lost: false };
  const readChanged = async (place: ChangedKeys['place'] | undefined): Promise<ChangedKeys> => {
    redis.readings++;
    if (redis.away) throw away();
    const isAll = place === undefined || redis.lost;
    redis.lost = false;
    const keys = isAll ? redis.keys : redis.keys.slice(place.version);
    return {
      isAll,
      keys: [...new Map(keys.map((key) => [key.id, key])).values()],
      redisNow: time.now,
      place: { version: redis.keys.length, connections: 1 },
    };
  };
  const sleep = async (ms: number) => void (time.now += ms);
  const ring = new KeyRing({
    store: { readChanged },
    permanent: new Set([idOf(9)]),
    clock: { now: () => time.now + skewMs, sleep },
    logger: { warn: () => undefined },
    monotonic: () => time.now + 5_000,
  });
  /** What a key is refused for, or its name. */
  const find = async (digest: string) => {
    const found = await ring.find(digest);
    return 'key' in found ? found.key.name : found.refused;
  };
  return { time, redis, ring, find };
}

test('a known key costs no reading while the last one is fresh, and any key waits for one when it is old', async () => {
  const { time, redis, find } = setup();
  redis.keys.push(keyOf(1));
  expect(await find('d1')).toBe('ci');
  for (let n = 0; n < 100; n++) expect(await find('d1')).toBe('ci');
  expect(redis.readings).toBe(1);
  redis.keys.push(keyOf(1, { revokedAt: time.now }));
  time.now += 701;
  expect(await find('d1')).toBe('revoked');
  expect(redis.readings).toBe(2);
});

test('a new key works at once, and a thousand wrong ones at the same time cost two readings', async () => {
  const { redis, find } = setup();
  expect(await find('d1')).toBe('unknown');
  redis.keys.push(keyOf(1));
  expect(await find('d1')).toBe('ci');
  const before = redis.readings;
  expect(new Set(await Promise.all(Array.from({ length: 1_000 }, (_, n) => find(`wrong ${n}`))))).toEqual(new Set(['unknown']));
  expect(redis.readings - before).toBeLessThanOrEqual(2);
});

test('readings for unknown keys are 50 ms apart', async () => {
  const { time, find, redis } = setup();
  await find('wrong');
  const from = time.now;
  for (let n = 0; n < 20; n++) await find('wrong');
  expect([time.now - from, redis.readings]).toEqual([1_000, 21]);
});

test('while Redis is away keys that are known go on for a moment, then all callers get its error, and later everything is as before', async () => {
  const { time, redis, find } = setup();
  redis.keys.push(keyOf(1));
  await find('d1');
  redis.away = true;
  expect(await find('d1')).toBe('ci');
  await expect(find('d2')).rejects.toThrow('ECONNREFUSED');
  time.now += 701;
  await expect(Promise.all([find('d1'), find('d1')])).rejects.toThrow('ECONNREFUSED');
  redis.away = false;
  expect(await find('d1')).toBe('ci');
});

test('a process that started while Redis was away refuses no key as unknown', async () => {
  const { redis, ring, find } = setup();
  redis.away = true;
  await ring.start();
  await expect(find('d1')).rejects.toThrow('ECONNREFUSED');
  await ring.stop();
});

test('a key expires by the clock of Redis, however wrong that of the process is', async () => {
  const { time, redis, find, ring } = setup({ skewMs: -2_000 });
  redis.keys.push(keyOf(1, { expiresAt: time.now + 500 }));
  expect(await find('d1')).toBe('ci');
  time.now += 499;
  expect(await find('d1')).toBe('ci');
  time.now += 1;
  expect([await find('d1'), ring.now()]).toEqual(['expired', time.now]);
});

test('keys that Redis lost are forgotten', async () => {
  const { time, redis, find } = setup();
  redis.keys.push(keyOf(1), keyOf(2));
  await find('d1');
  redis.keys = [keyOf(2)];
  redis.lost = true;
  time.now += 701;
  expect([await find('d1'), await find('d2')]).toEqual(['unknown', 'ci']);
});

test('a key that ended an hour ago is forgotten, and counts again once it was changed', async () => {
  const { time, redis, find } = setup();
  redis.keys.push(keyOf(1, { revokedAt: time.now }), keyOf(2, { expiresAt: time.now + 1_000 }), keyOf(3));
  time.now += 1_000;
  expect([await find('d1'), await find('d2')]).toEqual(['revoked', 'expired']);
  time.now += 60 * 60_000;
  await find('d3');
  expect([await find('d1'), await find('d2'), await find('d3')]).toEqual(['unknown', 'unknown', 'ci']);
  redis.keys.push(keyOf(2, { expiresAt: null }));
  expect(await find('d2')).toBe('ci');
});

test('who follows a key hears once that it ended: revoked, expired, without the scope, or lost', async () => {
  const { time, redis, ring } = setup();
  redis.keys.push(keyOf(1), keyOf(2, { expiresAt: time.now + 100 }), keyOf(3), keyOf(4), keyOf(5));
  await ring.refresh();
  const ended: number[] = [];
  for (const n of [1, 2, 3, 4, 5, 9]) ring.follow(idOf(n), 'read', () => ended.push(n));
  ring.follow(idOf(1), 'read', () => ended.push(-1))();
  await ring.refresh();
  expect(ended).toEqual([]);
  redis.keys.push(keyOf(1, { revokedAt: 1 }), keyOf(3, { scopes: new Set(['submit']) }), keyOf(5, { name: 'x' }));
  time.now += 100;
  await ring.refresh();
  redis.keys = redis.keys.filter(({ id }) => id !== idOf(4));
  redis.lost = true;
  await ring.refresh();
  expect(ended).toEqual([1, 2, 3, 4]);
});
