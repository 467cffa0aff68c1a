import { duration } from '../text/time.ts';

const few = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

/** A count a minute: "12 a minute", "0.4 a minute". */
export function perMinute(value: number | null): string {
  return value === null ? 'not known' : `${(value < 10 ? few : whole).format(value)} a minute`;
}

/** A time that may not be known: "4.2 s", "1 min 20 s". */
export function timeWords(ms: number | null): string {
  if (ms === null) return 'none yet';
  return ms < 10_000 ? `${few.format(ms / 1_000)} s` : duration(ms);
}

/** The mean of what is known; null where nothing is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** The value in the middle of those that are known. */
export function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return known[Math.floor((known.length - 1) / 2)] ?? null;
}
