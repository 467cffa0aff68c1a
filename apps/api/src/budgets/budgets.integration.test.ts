import { describe, expect, test } from '@jest/globals';
import { Budget } from '@darkroom/contracts';

import { pointersOf, problemOf, setup, type Asked, type World } from '../test/world.ts';

const BODY = { unit: 'generations', limit: '2', period: 'total' };

const put = (world: World, id: string, body: object = BODY, asked: Asked = {}) =>
  world.call(`/v1/budgets/${id}`, { ...asked, method: 'PUT', body });
const budget = async (world: World, id: string): Promise<Budget> => Budget.parse((await world.call(`/v1/budgets/${id}`)).json);
const submit = (world: World, body: object = {}) => world.call('/v1/generations', { body: { prompt: 'a fox', ...body } });
const counters = async (world: World, id: string) => {
  const { reserved, spent, left, waiting_jobs } = await budget(world, id);
  return [reserved, spent, left, waiting_jobs];
};

describe('PUT /v1/budgets/{id}', () => {
  test('creates with 201, changes with 200, and fills in defaults', async () => {
    await using world = await setup();
    const before = Date.now();
    const made = await put(world, 'winter', { ...BODY, project_code: 'WINTER-26', period: 'month', time_zone: 'Europe/Berlin' });
    const after = Date.now();
    expect([made.status, made.headers.get('location')]).toEqual([201, '/v1/budgets/winter']);
    expect(made.json).toMatchObject({
      id: 'winter',
      object: 'budget',
      tenant: 'acme',
      project_code: 'WINTER-26',
      product_id: null,
      limit: '2',
      time_zone: 'Europe/Berlin',
      warn_at: [0.8],
      when_used_up: 'reject',
      set_by: 'tenant',
      reserved: '0',
      spent: '0',
      left: '2',
      waiting_jobs: 0,
    });
    const { period_start, period_end, counting_since } = Budget.parse(made.json);
    const since = Date.parse(counting_since);
    expect(since).toBeGreaterThanOrEqual(before);
    expect(since).toBeLessThanOrEqual(after);
    expect(Date.parse(period_start)).toBeLessThanOrEqual(since);
    expect(Date.parse(period_end!)).toBeGreaterThan(since);

    const change = { ...BODY, project_code: 'WINTER-26', period: 'month', time_zone: 'Europe/Berlin', limit: '5', warn_at: [0.5, 1] };
    const changed = await put(world, 'winter', { ...change, when_used_up: 'wait' });
    expect([changed.status, changed.json]).toEqual([200, expect.objectContaining({ limit: '5', warn_at: [0.5, 1], when_used_up: 'wait' })]);
    expect((await put(world, 'winter', { ...change, warn_at: null })).json).toMatchObject({
      warn_at: [0.8],
      when_used_up: 'reject',
      counting_since,
    });
  });

  test('a total budget has no end', async () => {
    await using world = await setup();
    await put(world, 'all');
    const { period_start, period_end, counting_since } = await budget(world, 'all');
    expect([period_start, period_end]).toEqual([counting_since, null]);
  });

  test.each([
    ['unit', { unit: 'downloads' }],
    ['period', { period: 'day' }],
    ['project', { project_code: 'X' }],
    ['product', { product_id: 7 }],
    ['time zone', { time_zone: 'Asia/Tokyo' }],
  ])('another %s is refused, and nothing changes', async (_what, change) => {
    await using world = await setup();
    await put(world, 'x');
    problemOf(await put(world, 'x', { ...BODY, limit: '99', ...change }), 'budget_fixed');
    expect((await budget(world, 'x')).limit).toBe('2');
  });

  test.each([
    [{ ...BODY, limit: '1e3' }, ['/limit']],
    [{ ...BODY, limit: '-1' }, ['/limit']],
    [{ ...BODY, limit: ' 5' }, ['/limit']],
    [{ ...BODY, limit: '٥' }, ['/limit']],
    [{ ...BODY, limit: '9007199254740992' }, ['/limit']],
    [{ ...BODY, limit: '1'.repeat(10_000) }, ['/limit']],
    [{ ...BODY, limit: '1.5' }, ['/limit']],
    [{ ...BODY, unit: 'cost', limit: '0.0000001' }, ['/limit']],
    [{ ...BODY, time_zone: '../../etc/passwd' }, ['/time_zone']],
    [{ ...BODY, time_zone: '+02:00' }, ['/time_zone']],
    [{ ...BODY, warn_at: [2] }, ['/warn_at/0']],
    [{ ...BODY, project_code: '' }, ['/project_code']],
    [{ ...BODY, set_by: 'operator' }, ['/set_by']],
    [{}, ['/limit', '/period', '/unit']],
    [[], ['']],
  ])('%j is refused', async (body, pointers) => {
    await using world = await setup();
    expect(pointersOf(await put(world, 'x', body))).toEqual(pointers);
    problemOf(await world.call('/v1/budgets/x'), 'not_found');
  });

  test.each(['.hidden', 'a%20b', 'a%2Fb', 'x'.repeat(65), '%E2%82%AC'])('the id %s is refused', async (id) => {
    await using world = await setup();
    expect(pointersOf(await put(world, id))).toEqual(['/id']);
    problemOf(await world.call(`/v1/budgets/${id}`), 'not_found');
    problemOf(await world.call(`/v1/budgets/${id}`, { method: 'DELETE' }), 'not_found');
  });

  test('the largest limits come back as they were given', async () => {
    await using world = await setup();
    await put(world, 'count', { ...BODY, limit: '9007199254740991' });
    await put(world, 'cost', { ...BODY, unit: 'cost', limit: '9007199254.740991' });
    expect(await budget(world, 'count')).toMatchObject({ limit: '9007199254740991', left: '9007199254740991' });
    expect(await budget(world, 'cost')).toMatchObject({ limit: '9007199254.740991', left: '9007199254.740991' });
  });

  test('two tenants may have the same id', async () => {
    await using world = await setup();
    await put(world, 'x', BODY, { tenant: 'acme' });
    expect((await put(world, 'x', { ...BODY, unit: 'cost', limit: '7.5' }, { tenant: 'beta' })).status).toBe(201);
    expect((await budget(world, 'x')).unit).toBe('generations');
    await world.call('/v1/budgets/x', { tenant: 'beta', method: 'DELETE' });
    expect((await budget(world, 'x')).unit).toBe('generations');
  });

  test('a tenant has at most 100, and all of them are one page', async () => {
    await using world = await setup();
    const ids = Array.from({ length: 100 }, (_, n) => `b-${String(n).padStart(3, '0')}`);
    for (const id of ids) expect((await put(world, id)).status).toBe(201);
    problemOf(await put(world, 'one-more'), 'too_many_budgets');
    expect((await put(world, 'b-000')).status).toBe(200);
    const page = (await world.call('/v1/budgets')).json as { data: { id: string }[]; next_cursor: string | null };
    expect([page.data.map(({ id }) => id), page.next_cursor]).toEqual([ids, null]);

    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const some = (await world.call(`/v1/budgets?limit=30${cursor && `&cursor=${cursor}`}`)).json as typeof page;
      seen.push(...some.data.map(({ id }) => id));
      cursor = some.next_cursor;
    }
    expect(seen).toEqual(ids);
    expect(pointersOf(await world.call('/v1/budgets?cursor=x'))).toEqual(['/cursor']);
    expect((await world.call('/v1/budgets', { tenant: 'beta' })).json).toEqual({ data: [], next_cursor: null });
  });
});

test('each change is in the audit, and a refused one is not', async () => {
  await using world = await setup();
  await put(world, 'x');
  await put(world, 'x', { ...BODY, limit: '3' });
  await put(world, 'x', { ...BODY, unit: 'cost' });
  await world.call('/v1/budgets/x', { method: 'DELETE' });
  const { data } = (await world.call('/v1/audit')).json as { data: { action: string; target: object; changes: object }[] };
  expect(data.map(({ action, target }) => [action, target])).toEqual([
    ['budget.delete', { type: 'budget', id: 'x' }],
    ['budget.put', { type: 'budget', id: 'x' }],
    ['budget.put', { type: 'budget', id: 'x' }],
  ]);
  expect(data[1]!.changes).toMatchObject({ limit: { before: '2', after: '3' } });
});

test('the audit shows shares that warn in the same form for a creation and a change', async () => {
  await using world = await setup();
  await put(world, 'x', { ...BODY, warn_at: [0.5, 0.85] });
  await put(world, 'x', { ...BODY, warn_at: [] });
  await put(world, 'x', { ...BODY, warn_at: [1], when_used_up: 'wait' });
  const { data } = (await world.call('/v1/audit')).json as { data: { changes: Record<string, unknown> }[] };
  expect(data[2]!.changes['warn_at']).toEqual({ after: ['0.5', '0.85'] });
  expect(data[1]!.changes).toEqual({ warn_at: { before: ['0.5', '0.85'], after: [] } });
  expect(data[0]!.changes).toMatchObject({ warn_at: { before: [], after: ['1'] } });
});

test('a deleted budget is gone, and made again it counts from the beginning', async () => {
  await using world = await setup();
  await put(world, 'x');
  await submit(world);
  expect((await world.call('/v1/budgets/x', { method: 'DELETE' })).status).toBe(204);
  problemOf(await world.call('/v1/budgets/x'), 'not_found');
  problemOf(await world.call('/v1/budgets/x', { method: 'DELETE' }), 'not_found');
  expect((await put(world, 'x', { ...BODY, unit: 'cost', limit: '3' })).status).toBe(201);
  expect(await counters(world, 'x')).toEqual(['0', '0', '3', 0]);
});
