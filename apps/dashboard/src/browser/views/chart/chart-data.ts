/** What a chart shows. Values belong to `times` by their place; null: there is none. */
export type ChartData = {
  title: string;
  kind: ChartKind;
  series: readonly Series[];
  /** In ms: where each value begins, in order, equally apart. */
  times: readonly number[];
  /** How far apart they are. Days and months are those of UTC, as usage counts them; minutes and hours are the reader's own. */
  step: Step;
  unit: Unit;
};

/** A chart with what stands in its place. */
export type Chart = ChartData & {
  /** Stands in place of a chart without values. */
  empty: string;
  isLoading?: boolean;
};

/** `bars`: one series. `stacked`: bars upon each other, the first series at the bottom. */
export type ChartKind = 'line' | 'bars' | 'stacked';

export type Series = { name: string; values: readonly (number | null)[]; tone: Tone };

export type Step = 'minute' | 'hour' | 'day' | 'month';

/** `duration`: ms. `share`: of 1. */
export type Unit = 'count' | 'duration' | 'share' | { currency: string };

/** For series that differ in nothing else, in this order; `rest` for all others together. */
export const TONES = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'] as const;

/** A colour of `tokens.css`; those of a status are for series about that status. */
export type Tone =
  | (typeof TONES)[number]
  | 'rest'
  | 'queued'
  | 'submitting'
  | 'waiting'
  | 'succeeded'
  | 'failed'
  | 'canceled'
  | 'expired'
  | 'held';

/** Whether there is nothing to draw. A line may be flat at 0; bars of 0 are no bars. */
export function isEmpty({ kind, series }: ChartData): boolean {
  return !series.some(({ values }) => values.some((value) => value !== null && (kind === 'line' || value !== 0)));
}

/** The sum of all series at one time; null where none has a value. */
export function totalAt({ series }: Pick<ChartData, 'series'>, index: number): number | null {
  const values = series.flatMap(({ values: all }) => all[index] ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

/** Whether the series of this chart add up to something. */
export function addsUp({ kind, series }: ChartData): boolean {
  return kind === 'stacked' && series.length > 1;
}

/**
 * The series as they are drawn, each with its place in `series`. Stacked ones become sums of all below them, the highest first: each later one is drawn
 * over its lower part.
 */
export function layersOf({ kind, series, times }: ChartData): { index: number; values: (number | null)[] }[] {
  if (kind !== 'stacked') return series.map(({ values }, index) => ({ index, values: [...values] }));
  const sums = times.map(() => 0);
  return series.map(({ values }, index) => ({ index, values: sums.map((_, at) => (sums[at]! += values[at] ?? 0)) })).toReversed();
}

/** Whether two charts have the same form, so that only values need to be drawn anew. */
export function hasSameForm(one: ChartData, other: ChartData): boolean {
  return (
    one.kind === other.kind &&
    one.series.length === other.series.length &&
    one.series.every(({ tone }, index) => tone === other.series[index]!.tone)
  );
}

/** Whether two charts show the same. */
export function isSame(one: ChartData, other: ChartData): boolean {
  return (
    hasSameForm(one, other) &&
    one.title === other.title &&
    one.step === other.step &&
    JSON.stringify(one.unit) === JSON.stringify(other.unit) &&
    areEqual(one.times, other.times) &&
    one.series.every(({ name, values }, index) => name === other.series[index]!.name && areEqual(values, other.series[index]!.values))
  );
}

function areEqual<Value>(one: readonly Value[], other: readonly Value[]): boolean {
  return one === other || (one.length === other.length && one.every((value, index) => value === other[index]));
}
