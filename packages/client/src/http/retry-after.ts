/** Longer than any HTTP date. */
const MOST_CHARACTERS = 64;

/** Reads `Retry-After`, in seconds or as an HTTP date, as milliseconds from now. null: absent or unreadable. */
export function readRetryAfter(value: string | null, nowMs: number): number | null {
  const text = (value ?? '').slice(0, MOST_CHARACTERS).trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // Date.parse alone would also accept "5 minutes" as a date.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
