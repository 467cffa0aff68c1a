import type { Usage, UsageGroup } from '@darkroom/contracts';
import { sumUsage, type Grouping } from '@darkroom/api/usage/group-usage';
import type { UsageRecord } from '@darkroom/queue';

/** The value of a group: null for calls without one. */
export type GroupValue = string | number | null;

/**
 * Usage over time: what was spent, or how many calls were made where nothing has a price. `by`: what the series are; null: there is one for all.
 */
export type UsageChart = {
  measure: 'cost' | 'calls';
  step: 'day' | 'month';
  /** In ms: where each day or month begins (UTC). */
  times: number[];
  by: UsageGroup | null;
  /** The largest first. */
  series: { value: GroupValue; values: number[] }[];
  /** All others together; null if there are none. */
  rest: { count: number; values: number[] } | null;
};

/** As many series as a person can distinguish. */
const MOST_SERIES = 6;
const MOST_DAYS = 93;
const DAY_MS = 86_400_000;

type Row = Usage['data'][number];

/** Sums records for a chart over all days of a time, while they are read. */
export function usageOverTime({ groupBy, ...grouping }: Grouping): {
  add: (records: readonly UsageRecord[]) => void;
  present: (time: { from: string; to: string }) => UsageChart;
} {
  const by = groupBy.find((group) => group !== 'day') ?? null;
  const inAll = sumUsage({ ...grouping, groupBy: ['day'] });
  let parts = by === null ? null : sumUsage({ ...grouping, groupBy: ['day', by] });
  return {
    add: (records) => {
      inAll.add(records);
      if (parts?.add(records) === false) parts = null; // there are too many
    },
    present: (time) => (parts ? chartOf(parts.present(), { ...time, by }) : chartOf(inAll.present(), { ...time, by: null })),
  };
}

/** The chart of rows that are grouped by day, and by `by`. */
export function chartOf(
  { data, total }: Pick<Usage, 'data' | 'total'>,
  { from, to, by }: { from: string; to: string; by: UsageGroup | null },
): UsageChart {
  const measure = Number(total.cost ?? 0) > 0 ? 'cost' : 'calls';
  const { step, times, placeOf } = timesOf(from, to);
  const found = new Map<GroupValue, { value: GroupValue; values: number[]; sum: number }>();
  for (const row of data) {
    const value = by === null ? null : (row[by] ?? null);
    const series = found.get(value) ?? { value, values: times.map(() => 0), sum: 0 };
    found.set(value, series);
    const amount = amountOf(row, measure);
    series.values[placeOf(row.day!)]! += amount;
    series.sum += amount;
  }
  const sorted = [...found.values()].filter(({ sum }) => sum > 0).toSorted((a, b) => b.sum - a.sum);
  const most = sorted.length === MOST_SERIES + 1 ? MOST_SERIES - 1 : MOST_SERIES;
  const others = sorted.slice(most);
  return {
    measure,
    step,
    times,
    by,
    series: sorted.slice(0, most).map(({ value, values }) => ({ value, values: values.map(rounded) })),
    rest:
      others.length === 0
        ? null
        : { count: others.length, values: times.map((_, at) => rounded(others.reduce((sum, { values }) => sum + values[at]!, 0))) },
  };
}

/** What a row comes to, as a number for comparing and drawing. */
export function amountOf(
  { cost, generations, downloads }: Pick<Row, 'cost' | 'generations' | 'downloads'>,
  measure: UsageChart['measure'],
): number {
  return measure === 'cost' ? Number(cost ?? 0) : generations + downloads;
}

/** Sums of decimals without what binary numbers add to them. */
function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}

function timesOf(from: string, to: string): Pick<UsageChart, 'step' | 'times'> & { placeOf: (day: string) => number } {
  const first = Date.parse(from);
  const days = Math.round((Date.parse(to) - first) / DAY_MS) + 1;
  if (days <= MOST_DAYS) {
    return {
      step: 'day',
      times: Array.from({ length: days }, (_, day) => first + day * DAY_MS),
      placeOf: (day) => Math.round((Date.parse(day) - first) / DAY_MS),
    };
  }
  const months = monthOf(to) - monthOf(from) + 1;
  const times = Array.from({ length: months }, (_, month) => Date.UTC(0, monthOf(from) + month));
  return { step: 'month', times, placeOf: (day) => monthOf(day) - monthOf(from) };
}

/** The months since the year 1900, as `Date.UTC(0, …)` counts them. */
function monthOf(day: string): number {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return (year - 1900) * 12 + month - 1;
}
