import { expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { jobOf, problemOf, setup } from '../test/world.ts';

/** Whoever is answered 503 may ask again without a key: nothing is half accepted. */
const ASKED: [path: string, asked: { method?: string; body?: object }][] = [
  ['/v1/generations', { body: { prompt: 'a fox' } }],
  ['/v1/downloads', { body: { generation_request_id: 'g-1', index: 0, size_name: '1k' } }],
  ['/v1/batches', { body: { jobs: [{ type: 'generation', prompt: 'a fox' }, {}] } }],
  [`/v1/batches/batch_${'0'.repeat(32)}`, {}],
  ['/v1/jobs', {}],
  [`/v1/jobs/job_${'0'.repeat(32)}`, {}],
  [`/v1/jobs/job_${'0'.repeat(32)}/cancel`, { method: 'POST' }],
];

test('killed: every call is 503 at once, and served again once Redis is back', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ redis: { url: redis.url, prefix: 'away' } });
  await waitFor(() => world.submit(), { what: 'the first job' });
  await redis.kill();

  for (const [path, asked] of ASKED) {
    const askedAt = performance.now();
    const answered = await world.call(path, asked);
    expect(performance.now() - askedAt).toBeLessThan(2_000);
    expect(problemOf(answered, 'queue_unavailable').retryable).toBe(true);
    expect(answered.headers.get('retry-after')).toBe('2');
  }
  expect((await world.call('/healthz')).status).toBe(200);
  expect((await world.call('/readyz')).status).toBe(503);
  expect((await world.call('/metrics')).text).not.toContain('darkroom_jobs{');

  await redis.restart();
  await waitFor(async () => (await world.call('/v1/generations', { body: { prompt: 'a fox' } })).status === 202, { what: 'a 202' });
  expect((await world.call('/v1/jobs')).json).toMatchObject({ data: [{ status: 'queued' }, { status: 'queued' }] });
});

test('hanging: 503 in under two seconds', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ redis: { url: redis.url, prefix: 'away' } });
  const { id } = await waitFor(() => world.submit(), { what: 'the first job' });
  await redis.pause();
  const askedAt = performance.now();
  const answers = await Promise.all(ASKED.map(([path, asked]) => world.call(path, asked)));
  expect(performance.now() - askedAt).toBeLessThan(2_000);
  for (const answered of answers) problemOf(answered, 'queue_unavailable');
  await redis.resume();
  const job = await waitFor(async () => jobOf(await world.call(`/v1/jobs/${id}`), 200), { what: 'the job again' });
  // What was answered 503 lay in Redis's socket meanwhile, and is not done afterwards.
  expect(job.status).toBe('queued');
  expect(await world.count()).toBe(1);
});

test('away at the start: the API serves 503 until Redis comes', async () => {
  await using redis = await ownRedis();
  await redis.kill();
  await using world = await setup({ redis: { url: redis.url, prefix: 'away' } });
  problemOf(await world.call('/v1/generations', { body: { prompt: 'a fox' } }), 'queue_unavailable');
  await redis.restart();
  await waitFor(() => world.submit(), { what: 'a job' });
  expect(await world.count()).toBe(1);
});
