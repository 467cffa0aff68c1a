import { Temporal } from 'temporal-polyfill';

import type { BudgetPeriod } from '@darkroom/contracts';

/** `timeZone`: an IANA name. `from`: an instant in ms. `count`: how many, at least 1. */
export type PeriodsWanted = { period: BudgetPeriod; timeZone: string; from: number; count: number };

/**
 * The instants (ms, ascending) at which periods begin: first that of the period in which `from` lies, then the next ones. A period ends where the
 * next one begins. Each begins with the first instant of a day in its time zone: 01:00 where clocks skip midnight, the earlier midnight where it
 * comes twice. `total` is one period that never ends: `[0]`.
 */
export function periodStarts({ period, timeZone, from, count }: PeriodsWanted): number[] {
  if (period === 'total') return [0];
  const day = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).toPlainDate();
  const first = firstDay(period, day);
  return Array.from({ length: count }, (_, index) => startOf(first.add(lengthOf(period, index)), timeZone));
}

function firstDay(period: Calendar, day: Temporal.PlainDate): Temporal.PlainDate {
  switch (period) {
    case 'day':
      return day;
    case 'week': // Monday is 1
      return day.subtract({ days: day.dayOfWeek - 1 });
    case 'month':
      return day.with({ day: 1 });
  }
}

function lengthOf(period: Calendar, times: number): Temporal.DurationLike {
  switch (period) {
    case 'day':
      return { days: times };
    case 'week':
      return { weeks: times };
    case 'month':
      return { months: times };
  }
}

type Calendar = Exclude<BudgetPeriod, 'total'>;

function startOf(day: Temporal.PlainDate, timeZone: string): number {
  return day.toZonedDateTime(timeZone).epochMilliseconds;
}
