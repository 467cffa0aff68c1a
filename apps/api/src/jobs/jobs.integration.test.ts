import { describe, expect, test } from '@jest/globals';
import { Job, KeyId, SubmittedBatch } from '@darkroom/contracts';
import { testRedis } from '@darkroom/testkit';
import { z } from 'zod';

import { jobOf, pointersOf, problemOf, setup, succeeded, type Answered } from '../test/world.ts';

const Page = z.strictObject({ data: z.array(Job), next_cursor: z.string().nullable() });
const idsOf = (answered: Answered) => Page.parse(answered.json).data.map(({ id }) => id);
const failed = (code: string) => ({
  status: 'failed' as const,
  set: { getty_id: 'g-1', accepted_at: 1, error: { code, message: 'm', getty: null } },
  billing: { state: 'charged' as const, because: 'getty_accepted' as const },
});

describe('GET /v1/jobs/{id}', () => {
  test('says when to look again until the job has ended', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    expect((await world.call(`/v1/jobs/${id}`)).headers.get('retry-after')).toBe('2');
    await world.settle(id, succeeded('g-1'));
    const answered = await world.call(`/v1/jobs/${id}`);
    expect(answered.headers.has('retry-after')).toBe(false);
    expect(jobOf(answered, 200)).toMatchObject({ status: 'succeeded', getty: { generation_request_id: 'g-1' }, result: { seed: 7 } });
  });
});

describe('submitted_by', () => {
  test('is the id of the key that submitted, also in a batch, and the same after a restart', async () => {
    await using redis = testRedis();
    const first = await setup({ redis });
    const single = await first.submit();
    await first.api.stop();
    await using world = await setup({ redis });
    const { json } = await world.call('/v1/batches', { body: { jobs: [{ type: 'generation', prompt: 'a fox' }] } });
    const [item] = SubmittedBatch.parse(json).jobs;
    const inBatch = jobOf(await world.call(`/v1/jobs/${item && 'id' in item && item.id}`), 200);
    expect(KeyId.parse(single.submitted_by)).toBe(inBatch.submitted_by);
    expect((await world.submit({}, { tenant: 'beta' })).submitted_by).not.toBe(single.submitted_by);
    await first[Symbol.asyncDispose]();
  });
});

describe('GET /v1/jobs', () => {
  test('pages through all jobs, newest first, each once, while new ones come in', async () => {
    await using world = await setup();
    const made: string[] = [];
    for (let index = 0; index < 5; index++) made.unshift((await world.submit()).id);
    await world.submit({}, { tenant: 'beta' });

    const first = await world.call('/v1/jobs?limit=2');
    const { next_cursor: cursor } = Page.parse(first.json);
    await world.submit();
    const second = await world.call(`/v1/jobs?limit=100&cursor=${cursor}`);
    expect([...idsOf(first), ...idsOf(second)]).toEqual(made);
    expect(Page.parse(second.json).next_cursor).toBeNull();
  });

  test('filters by type, status, batch and parent', async () => {
    await using world = await setup();
    const generation = await world.generation(succeeded('g-1'));
    const queued = await world.submit();
    const body = { job_id: generation.id, index: 0, size_name: '1k' };
    const download = jobOf(await world.call('/v1/downloads', { body }), 202);
    expect(idsOf(await world.call('/v1/jobs?type=download'))).toEqual([download.id]);
    expect(idsOf(await world.call('/v1/jobs?status=succeeded'))).toEqual([generation.id]);
    expect(idsOf(await world.call('/v1/jobs?status=queued&type=generation'))).toEqual([queued.id]);
    expect(idsOf(await world.call(`/v1/jobs?parent_id=${generation.id}`))).toEqual([download.id]);
    expect(idsOf(await world.call(`/v1/jobs?batch_id=batch_${'0'.repeat(32)}`))).toEqual([]);
  });

  test.each([
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=1e1', '/limit'],
    ['limit=1&limit=2', '/limit'],
    ['cursor=nonsense', '/cursor'],
    [`cursor=${'x'.repeat(129)}`, '/cursor'],
    ['status=done', '/status'],
    ['batch_id=foo', '/batch_id'],
    ['type=Generation', '/type'],
    ['parent_id=job_1', '/parent_id'],
    ['page=2&limit=x', '/limit', '/page'],
  ])('%s is refused', async (query, ...pointers) => {
    await using world = await setup();
    expect(pointersOf(await world.call(`/v1/jobs?${query}`))).toEqual(pointers);
  });
});

describe('POST /v1/jobs/{id}/cancel', () => {
  test('ends what was not sent, and can be repeated', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    for (let time = 0; time < 2; time++) {
      const answered = await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST' });
      expect(jobOf(answered, 200)).toMatchObject({ status: 'canceled', billing: { state: 'not_charged' } });
    }
  });

  test('requests the end of a job at Getty, and refuses one that has ended', async () => {
    await using world = await setup();
    const { id } = await world.generation({ status: 'waiting', set: { getty_id: 'g-1', accepted_at: 1 } });
    const asked = await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST' });
    expect(jobOf(asked, 202).status).toBe('waiting');
    expect(asked.headers.get('retry-after')).toBe('2');

    const done = await world.generation(succeeded('g-2'));
    problemOf(await world.call(`/v1/jobs/${done.id}/cancel`, { method: 'POST' }), 'already_finished');
  });
});

describe('POST /v1/jobs/{id}/retry', () => {
  test('starts the next run of a canceled job, and not of one under way or succeeded', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    problemOf(await world.call(`/v1/jobs/${id}/retry`, { method: 'POST' }), 'not_finished');
    await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST' });
    const retried = await world.call(`/v1/jobs/${id}/retry`, { method: 'POST' });
    expect(jobOf(retried, 202)).toMatchObject({ id, status: 'queued', run: 2 });
    expect(retried.headers.get('location')).toBe(`/v1/jobs/${id}`);

    const done = await world.generation(succeeded('g-1'));
    problemOf(await world.call(`/v1/jobs/${done.id}/retry`, { method: 'POST' }), 'already_finished');
  });

  test('pays again only with confirmation', async () => {
    await using world = await setup();
    const { id } = await world.generation(failed('gone'));
    const retry = (body: unknown) => world.call(`/v1/jobs/${id}/retry`, { body });
    problemOf(await world.call(`/v1/jobs/${id}/retry`, { method: 'POST' }), 'may_charge_again');
    problemOf(await retry({ confirm_cost: false }), 'may_charge_again');
    expect(pointersOf(await retry({ confirm_cost: 'yes', force: true }))).toEqual(['/confirm_cost', '/force']);
    expect(jobOf(await retry({ confirm_cost: true }), 202)).toMatchObject({ status: 'queued', run: 2 });
  });
});

test('an unknown id, an id of another form and a foreign job are all 404, on every route', async () => {
  await using world = await setup();
  const foreign = await world.generation(succeeded('g-beta'), {}, 'beta');
  for (const id of [foreign.id, `job_${'0'.repeat(32)}`, 'job_1', 'x'.repeat(300), '%00', '..%2f..', '%zz']) {
    for (const path of [`/v1/jobs/${id}`, `/v1/jobs/${id}/images/0`]) problemOf(await world.call(path), 'not_found');
    for (const action of ['cancel', 'retry']) problemOf(await world.call(`/v1/jobs/${id}/${action}`, { method: 'POST' }), 'not_found');
    problemOf(await world.call(`/v1/jobs/${id}/resolve`, { body: { action: 'fail' } }), 'not_found');
  }
  for (const id of ['g-beta', 'g-nobody', '%00', 'x'.repeat(129)]) {
    problemOf(await world.call(`/v1/generations/${id}/images/0/download-sizes`), 'not_found');
  }
  expect(await world.store.jobs.get(foreign.id)).toMatchObject({ status: 'succeeded', run: 1 });
});
