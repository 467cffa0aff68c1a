import type { Job } from '@darkroom/contracts';
import { redisContents, testRedis } from '@darkroom/testkit';
import { describe, expect, test } from '@jest/globals';

import { jobOf, pointersOf, problemOf, setup, succeeded } from '../../test/world.ts';

const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
const PATCH = 'PATCH';

describe('PATCH /v1/jobs/{id}', () => {
  test('changes only the given fields, and null resets one', async () => {
    await using world = await setup();
    const job = await world.submit({ priority: 1, metadata: { order: 1 }, deadline: inHours(5), seed: 7 });
    const change = async (body: object): Promise<Job> => jobOf(await world.call(`/v1/jobs/${job.id}`, { method: PATCH, body }), 200);
    const runAt = inHours(2);
    const changed = await change({ run_at: runAt, priority: -3 });
    expect(changed).toMatchObject({ status: 'queued', reason: 'scheduled', metadata: { order: 1 } });
    expect(changed.request).toEqual({ ...job.request, run_at: runAt, priority: -3 });
    expect(changed.seq).toBeGreaterThan(job.seq);
    expect(changed.timeline?.map(({ event }) => event)).toEqual(['accepted', 'changed']);
    const reset = await change({ run_at: null, metadata: null, deadline: null, priority: null });
    expect(reset).toMatchObject({ reason: null, metadata: null, request: { prompt: job.request['prompt'], seed: 7 } });
    expect(Object.keys(reset.request).toSorted()).toEqual(['prompt', 'seed']);
    expect(await change({ metadata: { order: 2 } })).toMatchObject({ metadata: { order: 2 } });
    const shown = jobOf(await world.call(`/v1/jobs/${job.id}`), 200);
    expect(shown.timeline?.filter(({ event }) => event === 'changed').map(({ fields }) => fields)).toEqual([
      ['priority', 'run_at'],
      ['priority', 'deadline', 'run_at', 'metadata'],
      ['metadata'],
    ]);
    expect((await change({})).seq).toBe(shown.seq);
  });

  test('refuses what is not valid, alone or with what the job has', async () => {
    await using world = await setup();
    const { id } = await world.submit({ deadline: inHours(2) });
    const wrong = async (body: unknown) => pointersOf(await world.call(`/v1/jobs/${id}`, { method: PATCH, body }));
    expect(await wrong({ priority: 101, prompt: 'another', metadata: [] })).toEqual(['/metadata', '/priority', '/prompt']);
    expect(await wrong({ deadline: '2020-01-01T00:00:00Z' })).toEqual(['/deadline']);
    expect(await wrong({ run_at: inHours(3) })).toEqual(['/run_at']);
    expect(await wrong({ run_at: inHours(3), deadline: inHours(2.5) })).toEqual(['/deadline']);
    expect(await wrong({ run_at: inHours(31 * 24), deadline: null })).toEqual(['/run_at']);
    expect(await wrong([])).toEqual(['']);
    expect((await world.call(`/v1/jobs/${id}`, { method: PATCH, body: { run_at: inHours(3), deadline: null } })).status).toBe(200);
  });

  test('is 409 after the job was sent or has ended, and 404 for another tenant', async () => {
    await using world = await setup();
    const change = (id: string, tenant: 'acme' | 'beta' = 'acme') =>
      world.call(`/v1/jobs/${id}`, { method: PATCH, body: { priority: 1 }, tenant });
    const waiting = await world.generation({ status: 'waiting', set: { getty_id: 'g-1', accepted_at: 1 } });
    problemOf(await change(waiting.id), 'already_sent');
    problemOf(await change((await world.generation(succeeded('g-2'))).id), 'already_sent');
    problemOf(await change((await world.generation({ status: 'held' })).id), 'already_sent');
    const { id } = await world.submit();
    problemOf(await change(id, 'beta'), 'not_found');
    await world.store.jobs.cancel(id, 'generation');
    problemOf(await change(id), 'already_finished');
    expect((await world.call(`/v1/jobs/${id}`)).json).not.toHaveProperty('request.priority');
  });
});

describe('DELETE /v1/jobs/{id}', () => {
  test('leaves no data of an ended job, including its deliveries, and frees its key', async () => {
    await using redis = testRedis();
    await using world = await setup({ redis });
    const body = { prompt: 'a very secret fox', webhook: { url: 'https://example.com/hook' } };
    const headers = { 'idempotency-key': 'k' };
    const job = jobOf(await world.call('/v1/generations', { body, headers }), 202);
    await world.settle(job.id, succeeded('g-1'));
    for (let n = 0; n < 250; n++) {
      const about = { type: 'generation.succeeded', tenant: 'acme', about: 'job', subject: job.id } as const;
      const receivers = [{ url: 'https://example.com/hook', endpointId: null, isOwnToo: false }];
      await world.store.deliveries.open({ event: `${n}-0`, ...about, body: '{"a very secret fox":1}', receivers });
    }
    problemOf(await world.call(`/v1/jobs/${job.id}`, { method: 'DELETE', tenant: 'beta' }), 'not_found');
    expect((await world.call(`/v1/jobs/${job.id}`, { method: 'DELETE' })).status).toBe(204);
    problemOf(await world.call(`/v1/jobs/${job.id}`), 'not_found');
    problemOf(await world.call(`/v1/jobs/${job.id}`, { method: 'DELETE' }), 'not_found');
    expect((await world.call('/v1/deliveries')).json).toEqual({ data: [], next_cursor: null });
    const left = await redisContents(redis);
    expect(JSON.stringify(left)).not.toContain('a very secret fox');
    expect(left.filter(({ key }) => key.includes(job.id)).map(({ key }) => key)).toEqual([]);
    expect((await world.call('/v1/generations', { body, headers })).headers.has('idempotent-replayed')).toBe(false);
  });

  test('is 409 for a job that has not ended', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    problemOf(await world.call(`/v1/jobs/${id}`, { method: 'DELETE' }), 'not_finished');
    const held = await world.generation({ status: 'held' });
    problemOf(await world.call(`/v1/jobs/${held.id}`, { method: 'DELETE' }), 'not_finished');
    expect((await world.call(`/v1/jobs/${id}`)).status).toBe(200);
  });
});
