/**
 * The longest wait in ms that we accept from Getty, by what it refused. A mistake, or a gateway's default page, must not stop anything for
 * days.
 */
export const MOST_RETRY_AFTER_MS = {
  /** Calls a second. */
  queries: 30_000,
  /** Generations pending: one takes up to about a minute. */
  pending: 60_000,
  /** A day has passed by then, whenever Getty's day begins. */
  daily: 24 * 3_600_000,
  /** A product's quota: more may be bought at any time. */
  quota: 3_600_000,
  /** Any other answer: pending, or failed. */
  other: 2 * 60_000,
} as const;

const LEAST_MS = 1_000;

/** Limits the wait that `Retry-After` asks for (ms). Undefined if the header is absent or names a moment that has passed. */
export function boundedRetryAfter(askedMs: number | undefined, what: keyof typeof MOST_RETRY_AFTER_MS): number | undefined {
  if (askedMs === undefined || askedMs === 0) return undefined;
  return Math.min(Math.max(askedMs, LEAST_MS), MOST_RETRY_AFTER_MS[what]);
}
