const FIRST_MS = 500;
const MOST_MS = 30_000;
/** What is added to a `Retry-After`, so that many clients do not return in the same moment. */
const SPREAD_MS = 1_000;

/**
 * How long to wait before try number `tries + 1`, in ms: a random part of a time that doubles, and never less than the server asked for.
 * `random` is between 0 and 1.
 */
export function backoffMs(tries: number, retryAfterMs: number | null, random: number): number {
  if (retryAfterMs !== null) return Math.round(retryAfterMs + Math.min(SPREAD_MS, retryAfterMs / 4) * random);
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** (tries - 1));
  return Math.round(most / 2 + (most / 2) * random);
}
