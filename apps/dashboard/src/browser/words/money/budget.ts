import type { Budget } from '@darkroom/contracts';

import { cost, numberWords } from './money.ts';
import { counted } from '../text/text.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Less of a period says nothing about the rest of it. */
const LEAST_SHARE = 0.05;
/** As far as a forecast is of use. */
const FAR_MS = 3 * 365 * DAY_MS;

/** What a budget will come to if it goes on as until now. `usedUpAt` in ms. */
export type Forecast = { kind: 'early' } | { kind: 'nothing' } | { kind: 'goes_on'; atEnd: number | null; usedUpAt: number | null };

/** Counts on from what was spent since the period (or the counting) began, in a straight line. `now` in ms. */
export function forecast(
  { limit, spent, reserved, period_start: start, period_end: end, counting_since: since }: Budget,
  now: number,
): Forecast {
  const from = Math.max(Date.parse(start), Date.parse(since));
  const endsAt = end === null ? null : Date.parse(end);
  const elapsed = now - from;
  if (Number(spent) === 0) return { kind: 'nothing' };
  if (elapsed < (endsAt === null ? DAY_MS : Math.max(HOUR_MS, (endsAt - from) * LEAST_SHARE))) return { kind: 'early' };
  const perMs = Number(spent) / elapsed;
  const left = Number(limit) - Number(spent) - Number(reserved);
  const usedUpAt = left <= 0 ? null : now + left / perMs;
  return {
    kind: 'goes_on',
    atEnd: endsAt === null ? null : Number(spent) + perMs * Math.max(0, endsAt - now),
    usedUpAt: usedUpAt !== null && usedUpAt < (endsAt ?? now + FAR_MS) ? usedUpAt : null,
  };
}

/** A forecast in words. */
export function forecastWords(budget: Budget, currency: string | null, now: number): string {
  const seen = forecast(budget, now);
  if (Number(budget.left) === 0)
    return budget.period_end === null ? 'Used up.' : `Used up until ${dayAndTime(Date.parse(budget.period_end))}.`;
  if (seen.kind === 'nothing') return 'Nothing is spent in this period yet.';
  if (seen.kind === 'early') return 'Too early for a forecast.';
  const about =
    seen.atEnd === null ? '' : `about ${amountWords(roundedUp(seen.atEnd, budget.unit), budget.unit, currency)} at the end of the period`;
  const usedUp = seen.usedUpAt === null ? '' : `used up around ${dayAndTime(seen.usedUpAt)}`;
  if (about === '' && usedUp === '') return 'At the pace so far it lasts for years.';
  return `At the pace so far: ${[about, usedUp].filter((part) => part !== '').join(', ')}.`;
}

/** An amount of a budget: "137 generations", "$99.50", "12 downloads in 4k". */
export function amountWords(amount: string | number, unit: Budget['unit'], currency: string | null): string {
  if (unit === 'cost') return currency === null ? numberWords(amount) : cost(amount, currency);
  const one = unit === 'generations' ? 'generation' : 'download';
  const words = Number(amount) === 1 ? one : `${one}s`;
  return `${numberWords(amount)} ${words}${unit.startsWith('downloads.') ? ` in ${unit.slice('downloads.'.length)}` : ''}`;
}

/** What a budget counts: "Generations of project WINTER-26", "All cost". */
export function scopeWords({ unit, project_code: project, product_id: product }: Budget): string {
  const what =
    unit === 'cost'
      ? 'Cost'
      : unit === 'generations'
        ? 'Generations'
        : unit === 'downloads'
          ? 'Downloads'
          : `Downloads in ${unit.slice('downloads.'.length)}`;
  const of = [...(project === null ? [] : [`project ${project}`]), ...(product === null ? [] : [`product ${product}`])];
  return of.length === 0 ? `${what} of all projects` : `${what} of ${of.join(' and ')}`;
}

const PERIODS: Record<Budget['period'], string> = { day: 'each day', week: 'each week', month: 'each month', total: 'in all' };

/** When it is full again: "each month (Europe/Berlin)". */
export function periodWords({ period, time_zone: zone }: Pick<Budget, 'period' | 'time_zone'>): string {
  return period === 'total' ? PERIODS.total : `${PERIODS[period]} (${zone})`;
}

/** What another limit does, before it is set. Null: nothing to say. */
export function limitChangeWords(budget: Budget, limit: string, currency: string | null): string | null {
  const next = Number(limit);
  if (limit.trim() === '' || Number.isNaN(next) || next === Number(budget.limit)) return null;
  const used = Number(budget.spent) + Number(budget.reserved);
  const waiting = budget.waiting_jobs;
  if (next > Number(budget.limit)) {
    return waiting === 0 || next <= used
      ? null
      : `${counted(waiting, 'job waits', 'jobs wait')} for this budget. Those that fit go on at once, and are paid.`;
  }
  const then = budget.when_used_up === 'wait' ? 'new jobs wait' : 'new jobs are refused';
  if (next > used) return 'Jobs that were accepted stay accepted.';
  return `${amountWords(used, budget.unit, currency)} are spent or reserved already. Nothing that was accepted is undone, and ${then} until there is room again.`;
}

function roundedUp(amount: number, unit: Budget['unit']): number {
  return unit === 'cost' ? Math.round(amount * 100) / 100 : Math.round(amount);
}

/** An instant (ms) to the minute. */
export function dayAndTime(ms: number): string {
  return new Date(ms).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
