/** `Retry-After`, read and written (RFC 9110, 10.2.3). */

/** Longer than any HTTP date. */
const MOST_CHARACTERS = 64;

/**
 * Reads `Retry-After` as seconds or as an HTTP date, in milliseconds from `nowMs`; undefined when absent or unreadable.
 * Both Getty and receivers of webhooks send it.
 */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  const text = (value ?? '').slice(0, MOST_CHARACTERS).trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // Date.parse alone would also accept "5 minutes" or "-1" as a date.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** A `Retry-After` of ours, from seconds: whole, and never 0, which would say "at once". */
export function formatRetryAfter(seconds: number): string {
  return String(Math.max(1, Math.ceil(seconds)));
}
