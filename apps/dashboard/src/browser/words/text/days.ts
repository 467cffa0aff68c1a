/** Days of UTC, as text such as `2026-10-31`. */
export type Days = { from: string; to: string };

const DAY_MS = 86_400_000;

/** The day of an instant in ms. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** All days of a month such as `2026-10`. */
export function daysOfMonth(month: string): Days {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return { from: `${month}-01`, to: dayOf(Date.UTC(year, number, 0)) };
}

/** The last so many days, today included. */
export function lastDays(count: number, today: string): Days {
  return { from: dayOf(Date.parse(today) - (count - 1) * DAY_MS), to: today };
}

/** This month and those before it, the latest first. */
export function lastMonths(count: number, today: string): string[] {
  const [year, number] = today.split('-').map(Number) as [number, number];
  return Array.from({ length: count }, (_, back) => dayOf(Date.UTC(year, number - 1 - back)).slice(0, 'yyyy-mm'.length));
}

/** "October 2026" */
export function monthWords(month: string): string {
  return written(`${month}-01`, { month: 'long', year: 'numeric' });
}

/** "Oct 5, 2026" */
export function dayWords(day: string): string {
  return written(day, { dateStyle: 'medium' });
}

/** A time in words: "October 2026", or "Oct 5, 2026 to Oct 9, 2026". */
export function daysWords({ from, to }: Days): string {
  const month = from.slice(0, 'yyyy-mm'.length);
  if (/^\d{4}-\d\d-01$/.test(from) && daysOfMonth(month).to === to) return monthWords(month);
  return from === to ? dayWords(from) : `${dayWords(from)} to ${dayWords(to)}`;
}

function written(day: string, options: Intl.DateTimeFormatOptions): string {
  const ms = Date.parse(day);
  return Number.isNaN(ms) ? day : new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' }).format(ms);
}
