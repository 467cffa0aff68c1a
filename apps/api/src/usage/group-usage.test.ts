import { expect, test } from '@jest/globals';
import type { UsageRecord } from '@darkroom/queue';

import { groupUsage, MOST_ROWS } from './group-usage.ts';

const NONE = { not_charged: 0, charged: 0, may_be_charged: 0, unknown: 0 };
const record = (over: Partial<UsageRecord>): UsageRecord => ({
  day: '2026-10-01',
  tenant: 'acme',
  key: 'key_1',
  projectCode: 'X',
  productId: '7',
  type: 'generation',
  what: 'generate',
  counts: NONE,
  cost: NONE,
  ...over,
});
const RECORDS = [
  record({
    counts: { ...NONE, charged: 11, unknown: 1, not_charged: 1 },
    cost: { ...NONE, charged: 1_320_000, unknown: 120_000, not_charged: 120_000 },
  }),
  record({ type: 'download', what: '4k', counts: { ...NONE, charged: 2 }, cost: { ...NONE, charged: 3_000_000 } }),
  record({
    type: 'download',
    what: '1k',
    projectCode: '',
    productId: '',
    key: '',
    counts: { ...NONE, may_be_charged: 1 },
    day: '2026-10-02',
  }),
];
const group = async (groupBy: Parameters<typeof groupUsage>[1]['groupBy'], records = RECORDS) => {
  const grouped = await groupUsage([records], { groupBy, hasPrices: true });
  if (grouped === 'too_many') throw new Error(grouped);
  return grouped;
};
const TOTAL = { generations: 12, downloads: 3, not_charged: 1, charged: 13, may_be_charged: 1, unknown: 1, cost: '4.44' };

test('generations and downloads count what may cost, and so does cost', async () => {
  const { data, total } = await group([]);
  expect(total).toEqual(TOTAL);
  expect(data).toEqual([TOTAL]);
});

test('a day has a row, in order', async () => {
  const { data } = await group(['day', 'project_code']);
  expect(data).toEqual([
    { ...TOTAL, day: '2026-10-01', project_code: 'X', downloads: 2, may_be_charged: 0 },
    {
      day: '2026-10-02',
      project_code: null,
      generations: 0,
      downloads: 1,
      not_charged: 0,
      charged: 0,
      may_be_charged: 1,
      unknown: 0,
      cost: '0',
    },
  ]);
});

test('by bill state, each row counts calls of its state', async () => {
  const { data } = await group(['billing']);
  expect(
    data.map(({ billing, generations, downloads, not_charged, cost }) => [billing, generations, downloads, not_charged, cost]),
  ).toEqual([
    ['charged', 11, 2, 0, '4.32'],
    ['may_be_charged', 0, 1, 0, '0'],
    ['not_charged', 0, 0, 1, '0'],
    ['unknown', 1, 0, 0, '0.12'],
  ]);
});

test('operation and size: the other kind has null', async () => {
  const { data } = await group(['operation', 'size_name']);
  expect(data.map(({ operation, size_name }) => [operation, size_name])).toEqual([
    [null, '1k'],
    [null, '4k'],
    ['generate', null],
  ]);
});

test('products by number, what has none first, the rest last', async () => {
  const charged = { ...NONE, charged: 1 };
  const products = ['10', '9', '', '(other)'].map((productId) => record({ productId, counts: charged }));
  const { data } = await group(['product_id'], products);
  expect(data.map(({ product_id }) => product_id)).toEqual([null, 9, 10, '(other)']);
});

test('sums beyond the safe integers are exact, and rows add up to the total', async () => {
  const most = Number.MAX_SAFE_INTEGER;
  const records = [1, 2, 3].map((day) =>
    record({ day: `2026-10-0${day}`, counts: { ...NONE, charged: 1 }, cost: { ...NONE, charged: most } }),
  );
  const { total } = await group(['day'], records);
  expect(total.cost).toBe('27021597764.222973');
});

test('without prices cost is null, not 0', async () => {
  const grouped = await groupUsage([RECORDS], { groupBy: [], hasPrices: false });
  expect(grouped).toMatchObject({ total: { cost: null }, data: [{ cost: null }] });
});

test('nothing counted gives no row, and a total of zeros', async () => {
  expect(await group(['day'], [])).toEqual({
    data: [],
    total: { generations: 0, downloads: 0, not_charged: 0, charged: 0, may_be_charged: 0, unknown: 0, cost: '0' },
  });
});

test('stops at too many rows', async () => {
  const portions = (function* () {
    for (let n = 0; ; n++) yield [record({ projectCode: `P${n}`, counts: { ...NONE, charged: 1 } })];
  })();
  expect(await groupUsage(portions, { groupBy: ['project_code'], hasPrices: true })).toBe('too_many');
  expect(MOST_ROWS).toBe(100_000);
});

test.each([
  [{ project_code: 'X' }, { generations: 12, downloads: 2, not_charged: 1, charged: 13, may_be_charged: 0, unknown: 1, cost: '4.44' }],
  [{ project_code: '' }, { generations: 0, downloads: 1, not_charged: 0, charged: 0, may_be_charged: 1, unknown: 0, cost: '0' }],
  [
    { operation: '', product_id: '7' },
    { generations: 0, downloads: 2, not_charged: 0, charged: 2, may_be_charged: 0, unknown: 0, cost: '3' },
  ],
  [{ billing: 'unknown' }, { generations: 1, downloads: 0, not_charged: 0, charged: 0, may_be_charged: 0, unknown: 1, cost: '0.12' }],
  [{ project_code: 'Y' }, { generations: 0, downloads: 0, not_charged: 0, charged: 0, may_be_charged: 0, unknown: 0, cost: '0' }],
] as const)('%j counts only such calls', async (only, total) => {
  expect(await groupUsage([RECORDS], { groupBy: [], only, hasPrices: true })).toMatchObject({ total });
});
