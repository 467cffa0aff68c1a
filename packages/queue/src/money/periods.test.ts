import { expect, test } from '@jest/globals';
import type { BudgetPeriod } from '@darkroom/contracts';
import { assert, constantFrom, integer, property } from 'fast-check';

import { periodStarts } from './periods.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const startsOf = (period: BudgetPeriod, timeZone: string, from: string, count = 3) =>
  periodStarts({ period, timeZone, from: Date.parse(from), count }).map((at) => new Date(at).toISOString().replace(':00.000Z', 'Z'));
const hoursOf = (timeZone: string, from: string, count = 4) => {
  const starts = periodStarts({ period: 'day', timeZone, from: Date.parse(from), count });
  return starts.slice(1).map((at, index) => (at - starts[index]!) / HOUR_MS);
};

test('days, weeks from Monday, and months in UTC', () => {
  expect(startsOf('day', 'UTC', '2026-02-28T23:59:59.999Z')).toEqual(['2026-02-28T00:00Z', '2026-03-01T00:00Z', '2026-03-02T00:00Z']);
  expect(startsOf('week', 'UTC', '2026-11-22T12:00:00Z')).toEqual(['2026-11-16T00:00Z', '2026-11-23T00:00Z', '2026-11-30T00:00Z']);
  expect(startsOf('week', 'UTC', '2026-11-23T00:00:00Z', 1)).toEqual(['2026-11-23T00:00Z']);
  expect(startsOf('month', 'UTC', '2026-12-31T23:00:00Z')).toEqual(['2026-12-01T00:00Z', '2027-01-01T00:00Z', '2027-02-01T00:00Z']);
});

test('the first instant of a period belongs to it, the one before to the period before', () => {
  expect(startsOf('month', 'UTC', '2026-12-01T00:00:00.000Z', 1)).toEqual(['2026-12-01T00:00Z']);
  expect(startsOf('month', 'UTC', '2026-11-30T23:59:59.999Z', 1)).toEqual(['2026-11-01T00:00Z']);
});

test('a total budget has one period', () => {
  expect(periodStarts({ period: 'total', timeZone: 'Europe/Berlin', from: Date.parse('2026-11-22T12:00:00Z'), count: 5 })).toEqual([0]);
});

test('a month begins at midnight of its own time zone, in summer and in winter', () => {
  expect(startsOf('month', 'Europe/Berlin', '2026-10-15T00:00:00Z')).toEqual([
    '2026-09-30T22:00Z',
    '2026-10-31T23:00Z',
    '2026-11-30T23:00Z',
  ]);
  expect(startsOf('month', 'America/Los_Angeles', '2026-03-01T07:59:00Z', 2)).toEqual(['2026-02-01T08:00Z', '2026-03-01T08:00Z']);
  expect(startsOf('day', 'Asia/Kathmandu', '2026-06-01T12:00:00Z', 1)).toEqual(['2026-05-31T18:15Z']);
  expect(startsOf('day', 'Pacific/Kiritimati', '2026-06-01T12:00:00Z', 1)).toEqual(['2026-06-01T10:00Z']);
});

test.each([
  ['Europe/Berlin', '2026-03-28T12:00:00Z', [24, 23, 24]],
  ['Europe/Berlin', '2026-10-24T12:00:00Z', [24, 25, 24]],
  ['America/New_York', '2026-03-07T18:00:00Z', [24, 23, 24]],
  ['America/New_York', '2026-10-31T18:00:00Z', [24, 25, 24]],
  // Half an hour, south of the equator.
  ['Australia/Lord_Howe', '2026-04-04T00:00:00Z', [24, 24.5, 24]],
  ['Australia/Lord_Howe', '2026-10-03T00:00:00Z', [24, 23.5, 24]],
  ['Asia/Kolkata', '2026-03-28T12:00:00Z', [24, 24, 24]],
])('days where %s changes its clocks after %s', (timeZone, from, hours) => {
  expect(hoursOf(timeZone, from)).toEqual(hours);
});

test.each([
  // Midnight is skipped: the day begins at 01:00.
  ['America/Sao_Paulo', '2018-11-04T12:00:00Z', '2018-11-04T03:00Z'],
  ['America/Santiago', '2026-09-06T12:00:00Z', '2026-09-06T04:00Z'],
  ['Africa/Cairo', '2026-04-24T12:00:00Z', '2026-04-23T22:00Z'],
  ['Asia/Beirut', '2026-03-29T12:00:00Z', '2026-03-28T22:00Z'],
  // Midnight comes twice: the day begins at the first.
  ['America/Havana', '2026-11-01T12:00:00Z', '2026-11-01T04:00Z'],
])('%s: the day of %s begins at %s', (timeZone, from, start) => {
  expect(startsOf('day', timeZone, from, 1)).toEqual([start]);
});

test('a day that a zone left out has no length', () => {
  // Samoa went from 29 to 31 December 2011.
  const starts = startsOf('day', 'Pacific/Apia', '2011-12-29T20:00:00Z', 3);
  expect(starts).toEqual(['2011-12-29T10:00Z', '2011-12-30T10:00Z', '2011-12-30T10:00Z']);
});

test.each(['day', 'week', 'month'] as const)('each %s, in every zone: begins at or before its instant, ends after it', (period) => {
  const zones = constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC');
  const instants = integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2037-12-31T00:00:00Z') });
  const longest = { day: DAY_MS, week: 7 * DAY_MS, month: 31 * DAY_MS }[period] + 2 * HOUR_MS;
  assert(
    property(zones, instants, (timeZone, from) => {
      const [start, next, later] = periodStarts({ period, timeZone, from, count: 3 }) as [number, number, number];
      expect(start).toBeLessThanOrEqual(from);
      expect(next).toBeGreaterThan(from);
      expect(later - next).toBeLessThanOrEqual(longest);
      // Every instant of a period gives the same period.
      expect(periodStarts({ period, timeZone, from: next - 1, count: 2 })).toEqual([start, next]);
      expect(periodStarts({ period, timeZone, from: next, count: 2 })).toEqual([next, later]);
    }),
    { numRuns: 500 },
  );
});
