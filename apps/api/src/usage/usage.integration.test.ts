import { describe, expect, test } from '@jest/globals';
import { Usage } from '@darkroom/contracts';
import { testRedis } from '@darkroom/testkit';

import { jobOf, pointersOf, setup, succeeded, type Asked, type World } from '../test/world.ts';

const PRICES = { DARKROOM_PRICES: '{"currency":"USD","generation":"0.12","download":"1","download.4k":"1.50"}' };
/** Around noon of today: the day does not end in a test. */
const NOON = new Date().setUTCHours(12, 0, 0, 0);
const today = () => new Date(NOON).toISOString().slice(0, 'yyyy-mm-dd'.length);
const setupAtNoon = (settings: Record<string, string> = {}) => setup({ settings, now: () => NOON + Math.floor(performance.now()) });
const read = async (world: World, query = '', asked: Asked = {}): Promise<Usage> =>
  Usage.parse((await world.call(`/v1/usage${query}`, asked)).json);
const NOTHING = { generations: 0, downloads: 0, not_charged: 0, charged: 0, may_be_charged: 0, unknown: 0 };

test('paid calls count by bill, and what was not sent does not', async () => {
  await using world = await setupAtNoon(PRICES);
  await world.submit({ project_code: 'never sent' });
  await world.generation(succeeded('g-1'), { project_code: 'X', product_id: 7 });
  await world.generation(
    { status: 'failed', billing: { state: 'not_charged', because: 'getty_refused' } },
    { project_code: 'X', product_id: 7 },
  );
  await world.generation({ status: 'held', billing: { state: 'unknown', because: 'outcome_unknown' }, event: 'generation.held' });
  const total = { ...NOTHING, generations: 2, charged: 1, unknown: 1, not_charged: 1, cost: '0.24' };

  expect(await read(world)).toMatchObject({ object: 'usage', currency: 'USD', group_by: [], data: [total], total });
  expect((await read(world, '?group_by=project_code,product_id')).data).toEqual([
    { ...NOTHING, project_code: null, product_id: null, generations: 1, unknown: 1, cost: '0.12' },
    { ...NOTHING, project_code: 'X', product_id: 7, generations: 1, charged: 1, not_charged: 1, cost: '0.12' },
  ]);
  expect((await read(world, '?project_code=X&group_by=project_code')).data).toMatchObject([{ project_code: 'X', charged: 1 }]);
  expect((await read(world, '?project_code=')).total).toMatchObject({ unknown: 1, charged: 0 });
  expect((await read(world, '?group_by=billing,day')).data.map(({ billing, day, generations }) => [billing, day, generations])).toEqual([
    ['charged', today(), 1],
    ['not_charged', today(), 0],
    ['unknown', today(), 1],
  ]);
});

test('downloads count by size, under the project of their generation, and everything by key', async () => {
  await using world = await setupAtNoon(PRICES);
  const generation = await world.generation(succeeded('g-1'), { project_code: 'X' });
  const body = { job_id: generation.id, index: 0, size_name: '4k' };
  const { id } = jobOf(await world.call('/v1/downloads', { body }), 202);
  await world.settle(id, { status: 'waiting', billing: { state: 'may_be_charged', because: 'getty_accepted' } });
  const { data } = await read(world, '?group_by=key,project_code,operation,size_name');
  expect(data).toEqual([
    {
      ...NOTHING,
      key: generation.submitted_by,
      project_code: 'X',
      operation: null,
      size_name: '4k',
      downloads: 1,
      may_be_charged: 1,
      cost: '1.5',
    },
    {
      ...NOTHING,
      key: generation.submitted_by,
      project_code: 'X',
      operation: 'generate',
      size_name: null,
      generations: 1,
      charged: 1,
      cost: '0.12',
    },
  ]);
});

test('a tenant sees its own', async () => {
  await using world = await setupAtNoon();
  await world.generation(succeeded('g-1'));
  await world.generation(succeeded('g-2'), {}, 'beta');
  const { data } = await read(world, '?group_by=tenant', { tenant: 'beta' });
  expect(data).toEqual([{ ...NOTHING, tenant: 'beta', generations: 1, charged: 1, cost: null }]);
});

test('without prices there is no currency, and cost is null', async () => {
  await using world = await setupAtNoon();
  await world.generation(succeeded('g-1'));
  expect(await read(world)).toMatchObject({ currency: null, total: { charged: 1, cost: null } });
});

test('a job keeps the price of its acceptance', async () => {
  await using redis = testRedis();
  await using world = await setup({ redis, settings: PRICES });
  const { id } = await world.submit();
  await using later = await setup({ redis, settings: { DARKROOM_PRICES: '{"currency":"USD","generation":"5"}' } });
  await later.settle(id, succeeded('g-1'));
  expect(await read(later)).toMatchObject({ total: { generations: 1, cost: '0.12' } });
});

test('other days have nothing', async () => {
  await using world = await setupAtNoon();
  await world.generation(succeeded('g-1'));
  expect(await read(world, '?from=2020-01-01&to=2020-12-31&group_by=day')).toMatchObject({ data: [], total: NOTHING });
  expect((await read(world, `?from=${today()}&to=${today()}`)).total.charged).toBe(1);
});

describe('as CSV', () => {
  test('has the same columns and values, with formulas escaped', async () => {
    await using world = await setupAtNoon(PRICES);
    await world.generation(succeeded('g-1'), { project_code: '=HYPERLINK("http://evil","x")' });
    await world.generation(succeeded('g-2'), { project_code: 'a,"b"\n+1' });
    await world.generation(succeeded('g-3'), { project_code: '@x' });
    const query = `?from=${today()}&to=${today()}&group_by=project_code`;
    const answered = await world.call(`/v1/usage${query}`, { headers: { accept: 'text/csv' } });
    expect(answered.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answered.headers.get('content-disposition')).toBe(`attachment; filename="usage-${today()}-${today()}.csv"`);
    expect(answered.headers.get('vary')).toMatch(/accept/i);
    expect(answered.text.split('\r\n')).toEqual([
      'project_code,generations,downloads,not_charged,charged,may_be_charged,unknown,cost',
      `"'=HYPERLINK(""http://evil"",""x"")",1,0,0,1,0,0,0.12`,
      `"'@x",1,0,0,1,0,0,0.12`,
      `"a,""b""\n+1",1,0,0,1,0,0,0.12`,
      '',
    ]);
    const tag = answered.headers.get('etag')!;
    const again = await world.call(`/v1/usage${query}`, { headers: { accept: 'text/csv', 'if-none-match': tag } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('only where it is preferred', async () => {
    await using world = await setupAtNoon();
    for (const accept of ['*/*', 'application/json, text/csv', 'text/html']) {
      expect((await world.call('/v1/usage', { headers: { accept } })).headers.get('content-type')).toMatch(/json/);
    }
    for (const accept of [
      'text/csv; charset=utf-8',
      'text/csv;charset=UTF-8, application/json;q=0.5',
      'text/csv, application/json;q=0.9',
    ]) {
      expect((await world.call('/v1/usage', { headers: { accept } })).headers.get('content-type')).toMatch(/csv/);
    }
    const problem = await world.call('/v1/usage?from=x', { headers: { accept: 'text/csv' } });
    expect(pointersOf(problem)).toEqual(['/from']);
  });
});

test.each([
  ['?from=2025-01-01&to=2026-02-02', ['/to']],
  ['?from=2026-02-02&to=2026-02-01', ['/to']],
  ['?from=2026-13-01', ['/from']],
  ['?group_by=hour,day', ['/group_by']],
  ['?group_by=day&group_by=tenant', ['/group_by']],
  ['?project=X', ['/project']],
])('%s is refused', async (query, pointers) => {
  await using world = await setupAtNoon();
  expect(pointersOf(await world.call(`/v1/usage${query}`))).toEqual(pointers);
});
