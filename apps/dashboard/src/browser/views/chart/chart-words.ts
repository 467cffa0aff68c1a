import { cost } from '../../words/money/money.ts';
import { duration } from '../../words/text/time.ts';
import { addsUp, totalAt, type ChartData, type Step, type Unit } from './chart-data.ts';

/** A value in full: "1,234", "$12.50", "8 s", "12.5%". */
export function valueWords(value: number | null, unit: Unit): string {
  if (value === null) return '–';
  if (unit === 'duration') return duration(value);
  if (unit === 'count') return new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 }).format(value);
  if (unit === 'share') return new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 }).format(value);
  return cost(value, unit.currency);
}

/** A value at an axis, short: "1.2K", "$50". */
export function axisWords(value: number, unit: Unit): string {
  if (unit === 'duration') return value === 0 ? '0' : duration(value);
  if (unit === 'share') return valueWords(value, unit);
  if (unit === 'count') return new Intl.NumberFormat(undefined, { notation: 'compact' }).format(value);
  const { currency } = unit;
  if (!Number.isInteger(value) && value < 1_000) return cost(value.toPrecision(3), currency); // "$0.60", not "$0.6"
  return new Intl.NumberFormat(undefined, { style: 'currency', currency, notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

/** A time at an axis, short. */
export function axisTime(ms: number, step: Step): string {
  if (step === 'minute' || step === 'hour') {
    const at = new Date(ms);
    const isMidnight = at.getHours() === 0 && at.getMinutes() === 0;
    return new Intl.DateTimeFormat(undefined, isMidnight ? { day: 'numeric', month: 'short' } : { timeStyle: 'short' }).format(ms);
  }
  if (step === 'day') return new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(ms);
  return new Intl.DateTimeFormat(undefined, { month: 'short', year: '2-digit', timeZone: 'UTC' }).format(ms);
}

/** A time in full. */
export function timeWords(ms: number, step: Step): string {
  switch (step) {
    case 'minute':
    case 'hour':
      return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
    case 'day':
      return new Intl.DateTimeFormat(undefined, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        timeZone: 'UTC',
      }).format(ms);
    case 'month':
      return new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(ms);
  }
}

/** Name and value of each series at one time, then their total where they add up. */
export function valuesAt(data: ChartData, index: number): { name: string; words: string; value: number | null; at: number | null }[] {
  const values = data.series.map(({ name, values: all }, at) => {
    const value = all[index] ?? null;
    return { name, value, words: valueWords(value, data.unit), at };
  });
  if (!addsUp(data)) return values;
  const total = totalAt(data, index);
  return [...values, { name: 'Total', value: total, words: valueWords(total, data.unit), at: null }];
}

/** All of one time in a line, for screen readers. */
export function spokenAt(data: ChartData, index: number): string {
  const values = valuesAt(data, index).filter(({ value }) => value !== null && (value !== 0 || !addsUp(data)));
  const time = timeWords(data.times[index] ?? 0, data.step);
  return `${time}: ${values.map(({ name, words }) => `${name} ${words}`).join(', ') || 'no value'}`;
}
