import type { Minute } from '@darkroom/queue';

/** Some minutes together. `null`: not known, or no worker ran. Counts are a minute's on average. */
export type HistoryPoint = {
  /** Its beginning, RFC 3339. */
  at: string;
  accepted: number | null;
  succeeded: number | null;
  /** Failed or expired. */
  failed: number | null;
  p50_ms: number | null;
  p95_ms: number | null;
  slots_taken: number | null;
  slots: number | null;
  /** In all of it, not a minute's. */
  refused: number | null;
};

const MINUTE_MS = 60_000;

/** Points of `stepMs` from one instant to another (ms), each of the minutes in it. */
export function historyPoints(
  minutes: readonly Minute[],
  { from, to, stepMs }: { from: number; to: number; stepMs: number },
): HistoryPoint[] {
  const begin = Math.floor(from / stepMs) * stepMs;
  const refused = refusalsOf(minutes);
  const parts = Map.groupBy(minutes, ({ at }) => Math.floor((at - begin) / stepMs));
  return Array.from({ length: Math.max(0, Math.ceil((to - begin) / stepMs)) }, (_, index) => {
    const part = parts.get(index) ?? [];
    const mean = (of: (minute: Minute) => number): number | null =>
      part.length === 0 ? null : round(part.reduce((sum, minute) => sum + of(minute), 0) / part.length);
    return {
      at: new Date(begin + index * stepMs).toISOString(),
      accepted: mean(({ accepted }) => accepted),
      succeeded: mean(({ succeeded }) => succeeded),
      failed: mean(({ failed, expired }) => failed + expired),
      p50_ms: weightedMedian(part, ({ p50Ms }) => p50Ms),
      p95_ms: weightedMedian(part, ({ p95Ms }) => p95Ms),
      slots_taken: mean(({ slotsTaken }) => slotsTaken),
      slots: mean(({ slots }) => slots),
      refused: part.length === 0 ? null : part.reduce((sum, { at }) => sum + (refused.get(at) ?? 0), 0),
    };
  });
}

function refusals({ refusedPending, refusedQueries }: Minute): number {
  return refusedPending + refusedQueries;
}

/** How often Getty refused in each minute: the counters go on from minute to minute. */
function refusalsOf(minutes: readonly Minute[]): Map<number, number> {
  return new Map(minutes.slice(1).map((minute, index) => [minute.at, Math.max(0, refusals(minute) - refusals(minutes[index]!))]));
}

/** The value of the minute in the middle, where a minute counts by its pictures. */
function weightedMedian(minutes: readonly Minute[], of: (minute: Minute) => number | null): number | null {
  const known = minutes.flatMap((minute) => {
    const value = of(minute);
    return value === null ? [] : [{ value, weight: Math.max(1, minute.succeeded) }];
  });
  const half = known.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  for (const { value, weight } of known.toSorted((a, b) => a.value - b.value)) {
    sum += weight;
    if (sum >= half) return value;
  }
  return null;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** What a range covers, and the width of its points (ms). */
export const RANGES = {
  hour: { coversMs: 60 * MINUTE_MS, stepMs: MINUTE_MS },
  day: { coversMs: 24 * 60 * MINUTE_MS, stepMs: 10 * MINUTE_MS },
  week: { coversMs: 7 * 24 * 60 * MINUTE_MS, stepMs: 60 * MINUTE_MS },
} as const;
export type Range = keyof typeof RANGES;
