import { BillingState, formatCost, OTHER_USAGE, type Usage, type UsageGroup, type UsageRow } from '@darkroom/contracts';
import type { UsageRecord } from '@darkroom/queue';

import type { UsageOnly } from './usage-query.ts';

/** More rows help nobody, and one answer must not fill the memory. */
export const MOST_ROWS = 100_000;

type Counts = Usage['total'];
type Sum = { values: Value[]; generations: number; downloads: number; calls: Record<BillingState, number>; cost: bigint };

export type Grouping = { groupBy: UsageGroup[]; hasPrices: boolean; only?: UsageOnly };

/** Sums of calls by some groups, while records are read. */
export type UsageSums = {
  /** False: there would be more than 100,000 rows. */
  add(records: readonly UsageRecord[]): boolean;
  /** All rows in the order of their groups, and the total. */
  present(): Pick<Usage, 'data' | 'total'>;
};

/** Sums the calls of the records by these groups, in order. `too_many`: there would be more than 100,000 rows. */
export async function groupUsage(
  portions: AsyncIterable<UsageRecord[]> | Iterable<UsageRecord[]>,
  grouping: Grouping,
): Promise<Pick<Usage, 'data' | 'total'> | 'too_many'> {
  const sums = sumUsage(grouping);
  for await (const records of portions) if (!sums.add(records)) return 'too_many';
  return sums.present();
}

/** Begins to sum. A month of a busy tenant has tens of thousands of records, so what is the same for all bills of a record is found once. */
export function sumUsage({ groupBy, hasPrices, only: { billing, ...only } = {} }: Grouping): UsageSums {
  const sums = new Map<string, Sum>();
  const wanted = (Object.entries(only) as [UsageGroup, string | undefined][]).filter(([, value]) => value !== undefined);
  const states = BillingState.options.filter((state) => billing === undefined || state === billing);
  const isByBill = groupBy.includes('billing');

  /** The row of a record; undefined: there would be too many. */
  const rowFor = (record: UsageRecord, state: BillingState): Sum | undefined => {
    const values = groupBy.map((group) => valueOf(group, record, state));
    // No value holds the separator: callers' texts have no control characters but tabs and line breaks.
    const key = values.join('\u0000');
    const known = sums.get(key);
    if (known || sums.size === MOST_ROWS) return known;
    const row = newSum(values);
    sums.set(key, row);
    return row;
  };

  return {
    add(records) {
      for (const record of records) {
        if (wanted.some(([group, value]) => String(valueOf(group, record, null) ?? '') !== value)) continue;
        let row: Sum | undefined;
        for (const state of states) {
          if (record.counts[state] === 0) continue;
          if (row === undefined || isByBill) row = rowFor(record, state);
          if (row === undefined) return false;
          add(row, record, state);
        }
      }
      return true;
    },
    present() {
      const rows = [...sums.values()].toSorted((a, b) => compare(a.values, b.values));
      const data = rows.map((sum) => rowOf(groupBy, sum.values, present(sum, hasPrices)));
      return { data, total: present(totalOf(rows), hasPrices) };
    },
  };
}

type Value = string | number | null;

/** `state`: null where it is not asked for. */
function valueOf(group: UsageGroup, record: UsageRecord, state: BillingState | null): Value {
  switch (group) {
    case 'day':
      return record.day;
    case 'tenant':
      return record.tenant;
    case 'key':
      return record.key || null;
    case 'project_code':
      return record.projectCode || null;
    case 'product_id':
      return /^\d+$/.test(record.productId) ? Number(record.productId) : record.productId || null;
    case 'operation':
      return record.type === 'generation' ? record.what : null;
    case 'size_name':
      return record.type === 'download' ? record.what : null;
    case 'billing':
      return state;
  }
}

function newSum(values: Value[]): Sum {
  return { values, generations: 0, downloads: 0, calls: { not_charged: 0, charged: 0, may_be_charged: 0, unknown: 0 }, cost: 0n };
}

function add(sum: Sum, record: UsageRecord, state: BillingState): void {
  const calls = record.counts[state];
  sum.calls[state] += calls;
  if (state === 'not_charged') return;
  if (record.type === 'generation') sum.generations += calls;
  else sum.downloads += calls;
  if (record.cost[state] !== 0) sum.cost += BigInt(record.cost[state]);
}

function totalOf(rows: readonly Sum[]): Sum {
  const total = newSum([]);
  for (const { generations, downloads, calls, cost } of rows) {
    total.generations += generations;
    total.downloads += downloads;
    for (const state of BillingState.options) total.calls[state] += calls[state];
    total.cost += cost;
  }
  return total;
}

function present({ generations, downloads, calls, cost }: Sum, hasPrices: boolean): Counts {
  return { generations, downloads, ...calls, cost: hasPrices ? formatCost(cost) : null };
}

function rowOf(groupBy: UsageGroup[], values: Value[], counts: Counts): UsageRow {
  return { ...Object.fromEntries(groupBy.map((group, index) => [group, values[index]])), ...counts };
}

/** By the first group, then the second. Numbers by size; null first, `(other)` last. */
function compare(one: Value[], other: Value[]): number {
  for (const [index, a] of one.entries()) {
    const b = other[index]!;
    const order = rank(a) - rank(b) || (typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b)));
    if (order !== 0) return order;
  }
  return 0;
}

function rank(value: Value): number {
  return value === null ? 0 : value === OTHER_USAGE ? 2 : 1;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
