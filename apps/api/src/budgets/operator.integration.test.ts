import { expect, test } from '@jest/globals';
import { Budget, Usage } from '@darkroom/contracts';

import { problemOf, setup, succeeded, type Asked, type World } from '../test/world.ts';

const ADMIN = 'operator-key-e0c1d2';
const BODY = { unit: 'generations', limit: '2', period: 'total' };
const asOperator = (tenant?: string): Asked => ({ key: ADMIN, ...(tenant && { headers: { 'darkroom-tenant': tenant } }) });
const put = async (world: World, id: string, asked: Asked, body: object = BODY) =>
  world.call(`/v1/budgets/${id}`, { ...asked, method: 'PUT', body });
const byTenant = ({ data }: Usage) => data.map(({ tenant, generations }) => [tenant, generations]);
const listed = async (world: World, asked: Asked, query = '') => {
  const { json } = await world.call(`/v1/budgets${query}`, asked);
  const { data, next_cursor: next } = json as { data: Budget[]; next_cursor: string | null };
  return { names: data.map(({ tenant, id }) => `${tenant}/${id}`), next };
};

test('the budget of an operator holds for the tenant, which sees it and cannot change it', async () => {
  await using world = await setup({ settings: { DARKROOM_ADMIN_KEY: ADMIN } });
  expect((await put(world, 'x', asOperator('acme'))).json).toMatchObject({ tenant: 'acme', set_by: 'operator' });
  const changes = [{ ...BODY, limit: '99' }, { ...BODY, when_used_up: 'wait' }, BODY];
  for (const body of changes) problemOf(await put(world, 'x', { tenant: 'acme' }, body), 'forbidden');
  problemOf(await world.call('/v1/budgets/x', { method: 'DELETE' }), 'forbidden');
  expect((await world.call('/v1/budgets/x')).json).toMatchObject({ limit: '2', set_by: 'operator' });

  for (const status of [202, 202, 402]) expect((await world.call('/v1/generations', { body: { prompt: 'a fox' } })).status).toBe(status);
  expect((await put(world, 'x', asOperator('acme'), { ...BODY, limit: '3' })).status).toBe(200);
  expect((await world.call('/v1/generations', { body: { prompt: 'a fox' } })).status).toBe(202);
  expect((await world.call('/v1/budgets/x', { ...asOperator('acme'), method: 'DELETE' })).status).toBe(204);
});

test('an operator may take over the budget of a tenant', async () => {
  await using world = await setup({ settings: { DARKROOM_ADMIN_KEY: ADMIN } });
  expect((await put(world, 'x', { tenant: 'acme' })).json).toMatchObject({ set_by: 'tenant' });
  expect((await put(world, 'x', asOperator('acme'))).json).toMatchObject({ set_by: 'operator' });
  problemOf(await put(world, 'x', { tenant: 'acme' }), 'forbidden');
});

test('the list of an operator covers all tenants, also those without jobs, in pages', async () => {
  await using world = await setup({ settings: { DARKROOM_ADMIN_KEY: ADMIN } });
  await put(world, 'b', { tenant: 'acme' });
  await put(world, 'a', { tenant: 'beta' });
  await put(world, 'a', { tenant: 'acme' });
  await put(world, 'z', asOperator('new-tenant'));
  const all = ['acme/a', 'acme/b', 'beta/a', 'new-tenant/z'];
  expect(await listed(world, asOperator())).toEqual({ names: all, next: null });
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await listed(world, asOperator(), `?limit=1${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.names);
    cursor = page.next;
  }
  expect(seen).toEqual(all);
  expect(await listed(world, asOperator('beta'))).toEqual({ names: ['beta/a'], next: null });
  expect(await listed(world, { tenant: 'beta' })).toEqual({ names: ['beta/a'], next: null });
});

test('an id alone names no budget for an operator', async () => {
  await using world = await setup({ settings: { DARKROOM_ADMIN_KEY: ADMIN } });
  await put(world, 'x', { tenant: 'acme' });
  const calls: Asked[] = [{ method: 'GET' }, { method: 'PUT', body: BODY }, { method: 'DELETE' }];
  for (const asked of calls) problemOf(await world.call('/v1/budgets/x', { ...asOperator(), ...asked }), 'tenant_required');
  expect((await world.call('/v1/budgets/x')).status).toBe(200);
});

test('the usage of an operator covers all tenants, or the one that it names', async () => {
  await using world = await setup({ settings: { DARKROOM_ADMIN_KEY: ADMIN } });
  await world.generation(succeeded('g-1'));
  await world.generation(succeeded('g-2'), {}, 'beta');
  await world.generation(succeeded('g-3'), {}, 'beta');
  const read = async (asked: Asked) => Usage.parse((await world.call('/v1/usage?group_by=tenant', asked)).json);
  const all = await read(asOperator());
  expect([byTenant(all), all.total.generations]).toEqual([
    [
      ['acme', 1],
      ['beta', 2],
    ],
    3,
  ]);
  expect(byTenant(await read(asOperator('beta')))).toEqual([['beta', 2]]);
});
