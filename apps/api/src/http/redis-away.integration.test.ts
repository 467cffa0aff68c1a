import { expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { everyCall, exampleBodies, fillPath, makeThings, type Call, type Things } from '../test/every-call.ts';
import { jobOf, problemOf, setup, type World } from '../test/world.ts';

/** Without it no endpoint can be made, whatever Redis does. */
const SETTINGS = { DARKROOM_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') };

/** Every call, with a body that is in order, and under a key where it takes one: whoever is answered 503 may ask again without. */
async function expectAllAway(world: World, things: Things): Promise<void> {
  const calls = everyCall();
  const ask = (call: Call) =>
    world.call(fillPath(call.path, things), {
      method: call.method,
      headers: { accept: 'application/json', ...(call.method === 'POST' && { 'idempotency-key': 'k' }) },
      ...(call.operation.body && { body: exampleBodies(call, things)[0] }),
    });
  const answers = await Promise.all(calls.map(ask));
  for (const [index, answered] of answers.entries()) {
    const { method, path } = calls[index]!;
    expect([method, path, (answered.json as { code: string }).code]).toEqual([method, path, 'queue_unavailable']);
    expect([problemOf(answered, 'queue_unavailable').retryable, answered.headers.get('retry-after')]).toEqual([true, '2']);
  }
}

test('killed: every call is 503 at once, and served again once Redis is back', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ redis: { url: redis.url, prefix: 'away' }, settings: SETTINGS });
  await waitFor(() => world.submit(), { what: 'the first job' });
  const things = await makeThings(world, 'acme');
  const before = await world.count();
  await redis.kill();

  await expectAllAway(world, things);
  expect((await world.call('/healthz')).status).toBe(200);
  expect((await world.call('/readyz')).status).toBe(503);
  expect((await world.call('/metrics')).text).not.toMatch(/darkroom_(jobs|audit_entries)\{/);

  await redis.restart();
  await waitFor(async () => (await world.call('/v1/generations', { body: { prompt: 'a fox' } })).status === 202, { what: 'a 202' });
  expect(await world.count()).toBe(before + 1);
});

/** How long that takes at most is held by redis-patience.test.ts: 1.5 s for all that one request asks of Redis. */
test('hanging: every call is 503, and none is done afterwards', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ redis: { url: redis.url, prefix: 'away' }, settings: SETTINGS });
  const { id } = await waitFor(() => world.submit(), { what: 'the first job' });
  const things = await makeThings(world, 'acme');
  const before = await world.count();
  await redis.pause();
  await expectAllAway(world, things);
  await redis.resume();
  const job = await waitFor(async () => jobOf(await world.call(`/v1/jobs/${id}`), 200), { what: 'the job again' });
  // What was answered 503 lay in Redis's socket meanwhile, and is not done afterwards.
  expect(job.status).toBe('queued');
  expect(await world.count()).toBe(before);
});

test('away at the start: the API serves 503 until Redis comes', async () => {
  await using redis = await ownRedis();
  await redis.kill();
  await using world = await setup({ redis: { url: redis.url, prefix: 'away' }, settings: SETTINGS });
  problemOf(await world.call('/v1/generations', { body: { prompt: 'a fox' } }), 'queue_unavailable');
  await redis.restart();
  await waitFor(() => world.submit(), { what: 'a job' });
  expect(await world.count()).toBe(1);
});
