import { describe, expect, test } from '@jest/globals';
import { ownRedis, testRedis, waitFor } from '@darkroom/testkit';

import { openStream } from '../../test/follow-stream.ts';
import { jobOf, problemOf, setup, succeeded } from '../../test/world.ts';

const HELD = { status: 'held', billing: { state: 'unknown', because: 'outcome_unknown' } } as const;

describe('API_RATE_LIMIT', () => {
  test('holds for a key over all processes, and says so on every answer', async () => {
    await using redis = testRedis();
    await using one = await setup({ redis, settings: { API_RATE_LIMIT: '20' } });
    await using two = await setup({ redis, settings: { API_RATE_LIMIT: '20' } });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? one : two).call('/v1/jobs')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(20);
    for (const answered of refused) {
      expect(problemOf(answered, 'rate_limited').retryable).toBe(true);
      expect(answered.headers.get('ratelimit')).toBe(`"minute";r=0;t=${answered.headers.get('retry-after')}`);
    }
    for (const { headers } of answers) expect(headers.get('ratelimit-policy')).toBe('"minute";q=20;w=60');
    expect((await one.call('/v1/jobs', { tenant: 'beta' })).headers.get('ratelimit')).toMatch(/^"minute";r=19;t=\d+$/);
  });

  test('counts nothing for a wrong key, and refuses no request while Redis is away', async () => {
    await using redis = await ownRedis();
    await using world = await setup({ redis: { url: redis.url, prefix: 'limits' }, settings: { API_RATE_LIMIT: '3' } });
    for (let n = 0; n < 5; n++) problemOf(await world.call('/v1/jobs', { tenant: null }), 'unauthorized');
    await waitFor(async () => (await world.call('/v1/jobs')).status === 200, { what: 'Redis' });
    await redis.kill();
    await waitFor(async () => (await world.call('/v1/jobs')).status === 503, { what: 'no Redis' });
    for (let n = 0; n < 5; n++) expect((await world.call('/v1/jobs')).status).not.toBe(429);
  });
});

describe('MAX_OPEN_JOBS', () => {
  const settings = { MAX_OPEN_JOBS: '5' };

  test('is not passed by submissions at once, in whatever way; replays are answered all the same', async () => {
    await using world = await setup({ settings });
    const submit = (key: string) => world.call('/v1/generations', { body: { prompt: 'a fox' }, headers: { 'idempotency-key': key } });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => submit(`k-${n}`)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(5);
    const refused = answers.flatMap((answered, n) => (answered.status === 429 ? [{ answered, n }] : []));
    for (const { answered } of refused) {
      expect(problemOf(answered, 'too_many_open_jobs').retryable).toBe(true);
      expect(answered.headers.get('retry-after')).toBe('30');
    }
    expect(await world.count()).toBe(5);

    const taken = answers.findIndex(({ status }) => status === 202);
    expect((await submit(`k-${taken}`)).headers.get('idempotent-replayed')).toBe('true');
    const { id } = jobOf(answers[taken]!, 202);
    jobOf(await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST' }), 200);
    expect((await submit(`k-${refused[0]!.n}`)).status).toBe(202); // its key was left free
    expect((await world.submit({}, { tenant: 'beta' })).status).toBe('queued');
  });

  test('refuses a batch for which there is no room as a whole', async () => {
    await using world = await setup({ settings });
    const batch = (size: number) =>
      world.call('/v1/batches', { body: { jobs: Array.from({ length: size }, () => ({ type: 'generation', prompt: 'a fox' })) } });
    problemOf(await batch(6), 'too_many_open_jobs');
    expect((await batch(4)).status).toBe(202);
    problemOf(await batch(2), 'too_many_open_jobs');
    expect((await batch(1)).status).toBe(202);
    expect(await world.count()).toBe(5);
  });

  test('counts held jobs, and stops neither a retry nor the downloads that a generation starts', async () => {
    await using world = await setup({ settings: { MAX_OPEN_JOBS: '2' } });
    const held = await world.generation(HELD);
    const ended = await world.generation({ status: 'failed' });
    await world.submit();
    problemOf(await world.call('/v1/generations', { body: { prompt: 'a fox' } }), 'too_many_open_jobs');
    expect(jobOf(await world.call(`/v1/jobs/${ended.id}/retry`, { body: { confirm_cost: true } }), 202).run).toBe(2);
    jobOf(await world.call(`/v1/jobs/${held.id}/resolve`, { body: { action: 'fail' } }), 200);
    problemOf(await world.call('/v1/generations', { body: { prompt: 'a fox' } }), 'too_many_open_jobs');
  });
});

describe('MAX_OPEN_STREAMS', () => {
  test('bounds the streams of a tenant, and a submission beyond it is taken in and not waited for', async () => {
    await using world = await setup({ settings: { MAX_OPEN_STREAMS: '2' } });
    {
      await using _one = await openStream(world.api.port, '/v1/events');
      await using two = await openStream(world.api.port, '/v1/events');
      expect(two.response.status).toBe(200);
      problemOf(await world.call('/v1/events'), 'too_many_streams');
      const submitted = await world.call('/v1/generations', { body: { prompt: 'a fox' }, headers: { prefer: 'wait=60' } });
      expect([submitted.status, submitted.headers.has('preference-applied')]).toEqual([202, false]);
      await using other = await openStream(world.api.port, '/v1/events', { tenant: 'beta' });
      expect(other.response.status).toBe(200);
    }
    const job = await world.generation(succeeded('g-1'));
    const again = await waitFor(
      async () => {
        const stream = await openStream(world.api.port, `/v1/jobs/${job.id}/events`);
        if (stream.response.status === 200) return stream;
        await stream[Symbol.asyncDispose]();
        return undefined;
      },
      { what: 'room for a stream' },
    );
    await again[Symbol.asyncDispose]();
  });
});
