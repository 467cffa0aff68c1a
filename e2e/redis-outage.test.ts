import { describe, expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { startHouse } from './house.ts';

describe('G1, when Redis is killed', () => {
  test('nothing accepted is lost, callers hear 503 at once, and everything goes on when it is back', async () => {
    await using redis = await ownRedis();
    await using house = await startHouse({ redisUrl: redis.url, workers: 1 });
    const before = await Promise.all(Array.from({ length: 40 }, (_, n) => house.submit({ prompt: `a fox, number ${n}` })));
    await waitFor(async () => (await house.ledger()).generations.length > 5, { what: 'some generations to be sent' });

    await redis.kill('SIGKILL');
    const askedAt = Date.now();
    const refused = await house.call('/v1/generations', { body: { prompt: 'too late' } });
    expect({ status: refused.status, quickly: Date.now() - askedAt < 2_000 }).toEqual({ status: 503, quickly: true });
    expect(await refused.json()).toMatchObject({ code: 'queue_unavailable', retryable: true, billed: false });

    await redis.restart();
    await waitFor(async () => (await house.call('/readyz')).ok, { what: 'the API to be ready again', timeoutMs: 20_000 });
    const after = await house.submit({ prompt: 'back again' });
    for (const { id } of [...before, after]) expect(await house.ended(id, 90_000)).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect((await house.ledger()).generations).toHaveLength(41);
    await waitFor(() => new Set(house.receiver.received.map(({ id }) => id)).size === 41, {
      what: 'every end to be told',
      timeoutMs: 30_000,
    });
  }, 180_000);

  test('a process told to stop stops, with exit code 0', async () => {
    await using redis = await ownRedis();
    await using house = await startHouse({ redisUrl: redis.url, workers: 1 });
    await redis.kill('SIGKILL');
    const { api, notifier, workers } = house.processes;
    const exits = await Promise.all([api, notifier, ...workers].map((process) => process.stop()));
    expect(exits).toEqual([
      { code: 0, signal: null },
      { code: 0, signal: null },
      { code: 0, signal: null },
    ]);
  }, 60_000);
});
