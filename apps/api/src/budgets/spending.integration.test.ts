import { describe, expect, test } from '@jest/globals';
import { Budget, SubmittedBatch } from '@darkroom/contracts';

import { jobOf, problemOf, setup, succeeded, type World } from '../test/world.ts';

const BODY = { unit: 'generations', limit: '2', period: 'total' };
const PRICES = { DARKROOM_PRICES: '{"currency":"USD","generation":"0.12","download.4k":"1.50"}' };

const put = (world: World, id: string, body: object = BODY) => world.call(`/v1/budgets/${id}`, { method: 'PUT', body });
const budget = async (world: World, id: string): Promise<Budget> => Budget.parse((await world.call(`/v1/budgets/${id}`)).json);
const submit = (world: World, body: object = {}) => world.call('/v1/generations', { body: { prompt: 'a fox', ...body } });
const counters = async (world: World, id: string) => {
  const { reserved, spent, left, waiting_jobs } = await budget(world, id);
  return [reserved, spent, left, waiting_jobs];
};

describe('a budget that rejects', () => {
  test('takes a unit with each acceptance, and then answers 402', async () => {
    await using world = await setup();
    await put(world, 'x');
    const first = jobOf(await submit(world), 202);
    expect((await submit(world)).status).toBe(202);
    const { detail } = problemOf(await submit(world), 'budget_used_up');
    expect(detail).toMatch(/"x" has 0 left of generations, and this needs 1/);
    expect(await counters(world, 'x')).toEqual(['2', '0', '0', 0]);
    await world.call(`/v1/jobs/${first.id}/cancel`, { method: 'POST' });
    expect(await counters(world, 'x')).toEqual(['1', '0', '1', 0]);
  });

  test('a refused submission leaves its Idempotency-Key unused', async () => {
    await using world = await setup();
    await put(world, 'x', { ...BODY, limit: '0' });
    const asked = { body: { prompt: 'a fox' }, headers: { 'idempotency-key': 'order-1' } };
    problemOf(await world.call('/v1/generations', asked), 'budget_used_up');
    await put(world, 'x', { ...BODY, limit: '1' });
    const { id } = jobOf(await world.call('/v1/generations', asked), 202);
    const again = await world.call('/v1/generations', asked);
    expect([jobOf(again, 202).id, again.headers.get('idempotent-replayed')]).toEqual([id, 'true']);
    expect(await world.count()).toBe(1);
  });

  test('of a batch each job by itself, and nothing fits is 202, too', async () => {
    await using world = await setup();
    await put(world, 'x', { ...BODY, project_code: 'X' });
    const jobs = [1, 2, 3].map((n) => ({ type: 'generation', prompt: `fox ${n}`, project_code: 'X' }));
    const answered = await world.call('/v1/batches', { body: { jobs: [...jobs, { type: 'generation', prompt: 'another project' }] } });
    const batch = SubmittedBatch.parse(answered.json);
    expect([answered.status, batch.accepted, batch.rejected]).toEqual([202, 3, 1]);
    expect(batch.jobs[2]).toEqual({ index: 2, error: { code: 'budget_used_up', detail: expect.stringContaining('"x" has 0 left') } });
    const none = await world.call('/v1/batches', { body: { jobs } });
    expect([none.status, SubmittedBatch.parse(none.json)]).toEqual([
      202,
      expect.objectContaining({ accepted: 0, rejected: 3, status: 'completed' }),
    ]);
  });

  test('sees the downloads that a generation will start', async () => {
    await using world = await setup();
    await put(world, 'x', { ...BODY, unit: 'downloads.4k', limit: '5' });
    const download = { size_name: '4k', images: 'all' };
    expect((await submit(world, { download })).status).toBe(202);
    problemOf(await submit(world, { download }), 'budget_used_up');
    expect((await submit(world, { download: { ...download, images: [0] } })).status).toBe(202);
    expect((await submit(world, { download: { ...download, size_name: '1k' } })).status).toBe(202);
    expect(await counters(world, 'x')).toEqual(['5', '0', '0', 0]);
  });

  test('a download counts under the project of its generation unless it names its own', async () => {
    await using world = await setup();
    await put(world, 'x', { ...BODY, project_code: 'X', unit: 'downloads', limit: '1' });
    const { id } = await world.generation(succeeded('g-1'), { project_code: 'X' });
    const download = (body: object) => world.call('/v1/downloads', { body: { job_id: id, index: 0, size_name: '4k', ...body } });
    expect((await download({ project_code: 'Y' })).status).toBe(202);
    expect((await download({})).status).toBe(202);
    problemOf(await download({ index: 1 }), 'budget_used_up');
    problemOf(await download({ index: 1, project_code: 'X' }), 'budget_used_up');
    expect((await download({ index: 1, project_code: 'Y' })).status).toBe(202);
  });

  test('counts cost by the price of the acceptance, and 422 without a price', async () => {
    await using world = await setup({ settings: PRICES });
    await put(world, 'x', { ...BODY, unit: 'cost', limit: '1.74' });
    expect((await submit(world, { download: { size_name: '4k', images: [0] } })).status).toBe(202);
    expect(await counters(world, 'x')).toEqual(['1.62', '0', '0.12', 0]);
    problemOf(await submit(world, { download: { size_name: '1k', images: [0] } }), 'price_unknown');
    expect((await submit(world)).status).toBe(202);
    problemOf(await submit(world), 'budget_used_up');
    expect(await counters(world, 'x')).toEqual(['1.74', '0', '0', 0]);
  });

  test('a retry without a unit is 402, and the job stays as it is', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST' });
    await put(world, 'x', { ...BODY, limit: '0' });
    problemOf(await world.call(`/v1/jobs/${id}/retry`, { method: 'POST' }), 'budget_used_up');
    expect(jobOf(await world.call(`/v1/jobs/${id}`), 200)).toMatchObject({ status: 'canceled', run: 1 });
    const bulk = await world.call('/v1/jobs/retry', { body: { ids: [id] } });
    expect(bulk.json).toMatchObject({
      counts: { done: 0, refused: 1 },
      data: [{ id, outcome: 'refused', error: { code: 'budget_used_up' } }],
    });
    await put(world, 'x', { ...BODY, limit: '1' });
    expect(jobOf(await world.call(`/v1/jobs/${id}/retry`, { method: 'POST' }), 202)).toMatchObject({ status: 'queued', run: 2 });
  });
});

describe('a budget that lets jobs wait', () => {
  const WAITS = { ...BODY, limit: '1', period: 'month', when_used_up: 'wait' };

  test('accepts them as queued with the reason budget, without a deadline of ours', async () => {
    await using world = await setup();
    await put(world, 'x', WAITS);
    await submit(world);
    const { period_end } = await budget(world, 'x');
    const answered = await submit(world);
    const waiting = jobOf(answered, 202);
    expect(answered.headers.get('retry-after')).toBe('60');
    expect(waiting).toMatchObject({ status: 'queued', reason: 'budget', resume_at: period_end, deadline_at: null });
    expect(jobOf(await world.call(`/v1/jobs/${waiting.id}`), 200)).toMatchObject({ reason: 'budget' });
    expect(await counters(world, 'x')).toEqual(['1', '0', '0', 1]);
    const deadline = new Date(Date.now() + 3_600_000).toISOString();
    expect(jobOf(await submit(world, { deadline }), 202)).toMatchObject({ reason: 'budget', deadline_at: deadline });
  });

  test('what can never fit is 402 at once', async () => {
    await using world = await setup();
    await put(world, 'x', { ...WAITS, unit: 'downloads' });
    problemOf(await submit(world, { download: { size_name: '4k', images: 'all' } }), 'budget_used_up');
    expect(await world.count()).toBe(0);
  });

  test.each([
    ['the limit is raised', (world: World) => put(world, 'x', { ...WAITS, limit: '2' })],
    ['the budget is deleted', (world: World) => world.call('/v1/budgets/x', { method: 'DELETE' })],
  ])('they go on when %s', async (_when, act) => {
    await using world = await setup();
    await put(world, 'x', WAITS);
    await submit(world);
    const { id } = jobOf(await submit(world), 202);
    await act(world);
    expect(jobOf(await world.call(`/v1/jobs/${id}`), 200)).toMatchObject({ status: 'queued', reason: null });
  });

  test('they go on when a job before them is canceled, by priority', async () => {
    await using world = await setup();
    await put(world, 'x', WAITS);
    const first = jobOf(await submit(world), 202);
    const [later, urgent] = [jobOf(await submit(world), 202), jobOf(await submit(world, { priority: 5 }), 202)];
    await world.call(`/v1/jobs/${first.id}/cancel`, { method: 'POST' });
    const reasons = await Promise.all([later, urgent].map(async ({ id }) => jobOf(await world.call(`/v1/jobs/${id}`), 200).reason));
    expect(reasons).toEqual(['budget', null]);
  });

  test('a budget that rejects wins', async () => {
    await using world = await setup();
    await put(world, 'a-waits', { ...WAITS, limit: '0' });
    await put(world, 'b-rejects', { ...BODY, limit: '0' });
    problemOf(await submit(world), 'budget_used_up');
    expect(await world.count()).toBe(0);
  });
});

test('warnings and exhaustion are events, once in a period, with the budget as it was', async () => {
  await using world = await setup();
  await put(world, 'x', { ...BODY, limit: '4', warn_at: [0.5] });
  for (let n = 0; n < 6; n++) await submit(world);
  const { json } = await world.call('/v1/events?types=budget.*', { headers: { accept: 'application/json' } });
  const { data } = json as { data: { type: string; data: Budget }[] };
  expect(data.map((event) => [event.type, event.data.id, event.data.left])).toEqual([
    ['budget.warning', 'x', '2'],
    ['budget.exhausted', 'x', '0'],
  ]);
  for (const event of data) expect(Budget.parse(event.data)).toEqual(event.data);
});

test('a warning comes with the very unit that reaches its share', async () => {
  await using world = await setup();
  await put(world, 'x', { ...BODY, limit: '100', warn_at: [0.07] });
  for (let n = 0; n < 7; n++) await submit(world);
  const { json } = await world.call('/v1/events?types=budget.*', { headers: { accept: 'application/json' } });
  expect((json as { data: { data: Budget }[] }).data.map(({ data }) => data.reserved)).toEqual(['7']);
});
