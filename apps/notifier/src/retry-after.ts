/** What a receiver asks in `Retry-After` (seconds or an HTTP date; RFC 9110, 10.2.3), in ms from `now`; undefined when it asks nothing readable. */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // Date.parse alone would take "-1" and "5 minutes" for dates.
  const at = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
