import type { HistoryPoint, Range } from '../../../overview/history-points.ts';

/** What `/data/history` answers. `oldest_queued_at`: since when the oldest job in line exists; `noted_at`: the end of the last minute that a worker noted. */
export type HistoryAnswer = {
  range: Range;
  step_ms: number;
  points: HistoryPoint[];
  oldest_queued_at: string | null;
  noted_at: string | null;
};

export const RANGE_NAMES = [
  ['hour', 'Last hour'],
  ['day', 'Last 24 hours'],
  ['week', 'Last 7 days'],
] as const satisfies (readonly [Range, string])[];

/** The range that an address names. */
export function rangeOf(query: URLSearchParams): Range {
  const named = query.get('range');
  return RANGE_NAMES.find(([name]) => name === named)?.[0] ?? 'hour';
}
