/** The default and the longest wait, in s: proxies often cut connections after a minute. */
const DEFAULT_S = 30;
const MOST_S = 60;

/**
 * How many seconds a caller's `Prefer: wait` asks to wait, at most 60; undefined where it asks for nothing of the kind. What cannot be
 * understood counts as not sent, and of several the first counts (RFC 7240, 2).
 * Own code: `Prefer` has a grammar of its own, which libraries for structured fields (RFC 9651) refuse.
 */
export function readPreferWait(header: string | string[] | undefined): number | undefined {
  const preferences = String(header ?? '').split(',');
  const first = preferences.map(readPreference).find(({ name }) => name === 'wait');
  const value = first && (first.value ?? `${DEFAULT_S}`);
  if (value === undefined || !/^\d+$/.test(value)) return undefined;
  const seconds = Number(value);
  return seconds === 0 ? undefined : Math.min(seconds, MOST_S);
}

/** One preference's name in small letters, and its value without quotes; none without `=`. Parameters after it say nothing to us. */
function readPreference(preference: string): { name: string; value: string | undefined } {
  const [bare = ''] = preference.split(';', 1);
  const equals = bare.indexOf('=');
  if (equals < 0) return { name: bare.trim().toLowerCase(), value: undefined };
  const value = bare.slice(equals + 1).trim();
  const isQuoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"');
  return { name: bare.slice(0, equals).trim().toLowerCase(), value: isQuoted ? value.slice(1, -1) : value };
}
