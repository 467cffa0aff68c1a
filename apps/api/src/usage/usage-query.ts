import { CalendarDay, UsageGroup } from '@darkroom/contracts';
import { z } from 'zod';

import { anyOf } from '../http/request/list-query.ts';
import type { FieldError } from '../http/problem.ts';
import { requireNone, validate } from '../http/request/validate.ts';

const MOST_MONTHS = 13;

export const UsageQuery = z.strictObject({
  from: CalendarDay.optional().describe('The first day, in UTC. Default: the first of the month of `to`, or of this month.'),
  to: CalendarDay.optional().describe(
    'The last day, in UTC; it is included. Default: the last day of this month, or 13 months after `from`.',
  ),
  group_by: anyOf(UsageGroup, 'What to group by. Without it, there is one row.'),
});

/** `from` and `to`: days such as `2026-10-31`, both included. */
export type UsageWanted = { from: string; to: string; groupBy: UsageGroup[] };

/** Reads the query of a call for usage at `now` (ms). @throws ProblemError invalid_request */
export function readUsageQuery(query: unknown, now: number): UsageWanted {
  const given = validate(UsageQuery, query);
  const to = given.to ?? lastDay(given.from, dayOf(now));
  const from = given.from ?? firstOfMonth(given.to ?? dayOf(now));
  requireNone(checkRange(from, to));
  return { from, to, groupBy: [...new Set(given.group_by)] };
}

function checkRange(from: string, to: string): FieldError[] {
  if (to < from) return [{ pointer: '/to', detail: `must not be before ${from}` }];
  if (to > monthsLater(from, MOST_MONTHS)) return [{ pointer: '/to', detail: `must be within ${MOST_MONTHS} months of ${from}` }];
  return [];
}

/** The end of this month, or 13 months after `from` if today is within them. */
function lastDay(from: string | undefined, today: string): string {
  const end = lastOfMonth(today);
  const latest = from === undefined ? end : monthsLater(from, MOST_MONTHS);
  return latest < end && latest >= today ? latest : end;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

function firstOfMonth(day: string): string {
  return `${day.slice(0, 'yyyy-mm'.length)}-01`;
}

function lastOfMonth(day: string): string {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return dayOf(Date.UTC(year, month, 0));
}

/** The same day of a later month, or that month's last. As text beyond the year 9999, it sorts after every day. */
function monthsLater(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const first = new Date(0);
  first.setUTCFullYear(year, month - 1 + months, 1);
  const last = new Date(0);
  last.setUTCFullYear(first.getUTCFullYear(), first.getUTCMonth() + 1, 0);
  first.setUTCDate(Math.min(date, last.getUTCDate()));
  return first.getUTCFullYear() > 9_999 ? '99999' : first.toISOString().slice(0, 'yyyy-mm-dd'.length);
}
