/**
 * How long to wait before the next look: starts at one second and grows by half each time, with jitter, so that jobs submitted together do
 * not come back together.
 */
export type Backoff = { firstMs: number; factor: number; mostMs: number; jitter: number };

export const POLL_BACKOFF: Backoff = { firstMs: 1_000, factor: 1.5, mostMs: 15_000, jitter: 0.2 };
/** For one call while Getty does not answer: soon again, in case the failure was brief. The results of all calls are recorded for all. */
export const AWAY_BACKOFF: Backoff = { firstMs: 1_000, factor: 1.5, mostMs: 6_000, jitter: 0.2 };
export const REFUSAL_BACKOFF: Backoff = { firstMs: 1_000, factor: 1.5, mostMs: 120_000, jitter: 0.2 };

/** The wait in ms after `times` earlier ones; `random` is uniform in [0, 1). `Retry-After` from Getty wins. */
export function backoffMs(backoff: Backoff, times: number, random: () => number, retryAfterMs?: number): number {
  const base = retryAfterMs ?? Math.min(backoff.firstMs * backoff.factor ** times, backoff.mostMs);
  const spread = retryAfterMs === undefined ? 2 * random() - 1 : random(); // never before Retry-After
  return Math.round(base * (1 + backoff.jitter * spread));
}
