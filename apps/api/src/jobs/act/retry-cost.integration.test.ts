import { expect, test } from '@jest/globals';
import { BulkAction } from '@darkroom/contracts';

import { setup, succeeded, type World } from '../../test/world.ts';

const PRICES = { DARKROOM_PRICES: '{"currency":"USD","generation":"0.12","download.4k":"1.50"}' };
const REFUSED = { status: 'failed', billing: { state: 'not_charged', because: 'getty_refused' } } as const;
const EXPIRED = {
  status: 'expired',
  set: { getty_id: 'g-late', accepted_at: 1 },
  billing: { state: 'charged', because: 'getty_accepted' },
} as const;

const act = async (world: World, action: 'cancel' | 'retry', body: object): Promise<BulkAction> =>
  BulkAction.parse((await world.call(`/v1/jobs/${action}`, { body })).json);
const codes = ({ data }: BulkAction) => data.map((item) => (item.outcome === 'refused' ? item.error.code : item.outcome));
const limit = (world: World, unit: string, most: string) =>
  world.call('/v1/budgets/x', { method: 'PUT', body: { unit, limit: most, period: 'total' } });

test('a retry costs what is paid again: calls, and downloads that did not start', async () => {
  await using world = await setup({ settings: PRICES });
  const download = { size_name: '4k', images: [0, 1] };
  const plain = await world.generation(REFUSED);
  const chained = await world.generation(REFUSED, { download });
  const polled = await world.generation(EXPIRED);
  const polledChained = await world.generation({ ...EXPIRED, set: { getty_id: 'g-2', accepted_at: 1 } }, { download });
  const done = await world.generation(succeeded('g-1'));
  const costs = [];
  for (const { id } of [plain, chained, polled, polledChained, done]) {
    costs.push((await act(world, 'retry', { ids: [id], dry_run: true })).cost);
  }
  expect(costs).toEqual(['0.12', '3.12', '0', '3', '0']);

  const ids = [plain.id, chained.id, polled.id, polledChained.id, done.id];
  const tried = await act(world, 'retry', { ids, dry_run: true });
  expect(tried).toMatchObject({ cost: '6.24', counts: { done: 4, refused: 1 } });
  expect(await act(world, 'retry', { ids })).toEqual({ ...tried, dry_run: false });
  expect((await act(world, 'cancel', { ids, dry_run: true })).cost).toBe('0');
});

test('a job without a price makes the cost unknown, one that is refused does not', async () => {
  await using world = await setup({ settings: PRICES });
  const priced = await world.generation(REFUSED);
  const unpriced = await world.generation(REFUSED, { download: { size_name: '1k', images: 'all' } });
  const unpricedButDone = await world.generation(succeeded('g-1'), { download: { size_name: '1k', images: 'all' } });
  expect((await act(world, 'retry', { ids: [priced.id, unpricedButDone.id], dry_run: true })).cost).toBe('0.12');
  expect((await act(world, 'retry', { ids: [priced.id, unpriced.id], dry_run: true })).cost).toBeNull();
});

test('a trial refuses what the budgets have no room for, as the retry does', async () => {
  await using world = await setup({ settings: PRICES });
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) ids.push((await world.generation(REFUSED)).id);
  ids.push((await world.generation(EXPIRED)).id);
  await limit(world, 'generations', '2');
  const tried = await act(world, 'retry', { ids, dry_run: true });
  expect([codes(tried), tried.cost]).toEqual([['done', 'done', 'budget_used_up', 'done'], '0.24']);
  expect((await world.call('/v1/budgets/x')).json).toMatchObject({ reserved: '0' });
  for (const [index, id] of ids.entries()) expect(codes(await act(world, 'retry', { ids: [id] }))).toEqual([codes(tried)[index]]);
});

test('a trial finds no room in a budget that lets new jobs wait: a retry does not wait', async () => {
  await using world = await setup();
  const { id } = await world.generation(REFUSED);
  const budget = { unit: 'generations', limit: '1', period: 'total', when_used_up: 'wait' };
  await world.call('/v1/budgets/x', { method: 'PUT', body: budget });
  await world.submit();
  expect(codes(await act(world, 'retry', { ids: [id], dry_run: true }))).toEqual(['budget_used_up']);
  expect(codes(await act(world, 'retry', { ids: [id] }))).toEqual(['budget_used_up']);
});
