import { expect, test } from '@jest/globals';
import { ownRedis } from '@darkroom/testkit';
import type { Redis } from 'ioredis';

import { intentId } from './passes.ts';
import type { Change } from '../records/job/change.ts';
import { setup } from '../test/world.ts';

/** Getty's answer 200 to the paid call itself. */
function answered(now: number): Change {
  return {
    status: 'succeeded',
    event: 'generation.succeeded',
    result: { generation_request_id: 'g-1', seed: 7, images: [], url_expires_at: new Date(now).toISOString() },
    set: {
      turn: null,
      resume_at: null,
      error: null,
      getty_id: `g-${now}`,
      accepted_at: now,
      last_status: 200,
      images_expire_at: now + 1_000,
    },
    billing: { state: 'charged', because: 'getty_accepted' },
    resume: 'quota.default',
    timeline: { at: new Date(now).toISOString(), event: 'succeeded', images: 4, blocked: 0, downloads: 0 },
  };
}

/** All that a Redis ran meanwhile, including what our commands call. */
async function countCommands(redis: Redis, work: () => Promise<unknown>) {
  await redis.config('RESETSTAT');
  await work();
  const stats = await redis.info('commandstats');
  const calls = new Map([...stats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(([, name, count]) => [name!, Number(count)]));
  calls.delete('config|resetstat');
  return { calls, all: [...calls.values()].reduce((sum, count) => sum + count, 0) };
}

test('a generation that Getty answers at once takes two commands of ours, and each reads what concerns all jobs once', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ url: redis.url, prefix: 'own' });
  const { passes } = world.store;
  const finish = async (id: string) => {
    const pass = await passes.begin(id, 1, 'generate');
    if (typeof pass === 'string' || !pass.fastPath) throw new Error('no fast path');
    await passes.settle(pass, intentId(pass), answered(world.clock.now()));
  };
  await finish(await world.accept()); // the first of a tenant and a day writes more
  const [first, second] = [await world.accept(), await world.accept()];
  const { calls, all } = await countCommands(world.raw, async () => {
    await finish(first);
    await finish(second);
  });
  expect(calls.get('fcall')).toBe(4);
  expect(calls.get('info')).toBeUndefined();
  expect(all / 2 - 2).toBeLessThanOrEqual(50);
});
