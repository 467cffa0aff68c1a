import { BillingState, CalendarDay, UsageGroup } from '@darkroom/contracts';
import { z } from 'zod';

import { anyOf } from '../http/request/list-query.ts';
import type { FieldError } from '../http/problem.ts';
import { requireNone, validate } from '../http/request/validate.ts';

const MOST_MONTHS = 13;
const LONGEST_VALUE = 255;

export const UsageQuery = z.strictObject({
  from: CalendarDay.optional().describe('The first day, in UTC. Default: the first of the month of `to`, or of this month.'),
  to: CalendarDay.optional().describe(
    'The last day, in UTC; it is included. Default: the last day of this month, or 13 months after `from`.',
  ),
  group_by: anyOf(UsageGroup, 'What to group by. Without it, there is one row.'),
  key: only('submitted with the API key of this id'),
  project_code: only('under this project code'),
  product_id: only('under this product'),
  operation: only('of generations with this operation'),
  size_name: only('of downloads in this size'),
  billing: BillingState.optional().describe('Only calls with this bill.'),
});

function only(which: string) {
  return z.string().max(LONGEST_VALUE).optional().describe(`Only calls ${which}. Empty: those without one.`);
}

/** Which calls to count: those with these values. An empty text: those without one. */
export type UsageOnly = { [Group in Exclude<UsageGroup, 'day' | 'tenant'>]?: string | undefined };

/** `from` and `to`: days such as `2026-10-31`, both included. */
export type UsageWanted = { from: string; to: string; groupBy: UsageGroup[]; only: UsageOnly };

/** Reads the query of a call for usage at `now` (ms). @throws ProblemError invalid_request */
export function readUsageQuery(query: unknown, now: number): UsageWanted {
  const { group_by: groupBy, from: first, to: last, ...wanted } = validate(UsageQuery, query);
  const to = last ?? lastDay(first, dayOf(now));
  const from = first ?? firstOfMonth(last ?? dayOf(now));
  requireNone(checkRange(from, to));
  return { from, to, groupBy: [...new Set(groupBy)], only: wanted };
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
