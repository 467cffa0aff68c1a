import { expect, test } from '@jest/globals';

import type { HistoryPoint } from '../../../overview/history-points.ts';
import type { HistoryAnswer } from '../../state/overview/history.ts';
import { alertsOf } from './alerts.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();
const point = (succeeded: number, failed: number): HistoryPoint => ({
  at: ago(10),
  accepted: 0,
  succeeded,
  failed,
  p50_ms: null,
  p95_ms: null,
  slots_taken: null,
  slots: null,
  refused: null,
});
const history = (over: Partial<HistoryAnswer> = {}): HistoryAnswer => ({
  range: 'hour',
  step_ms: 60_000,
  points: [point(20, 1)],
  oldest_queued_at: ago(2),
  noted_at: ago(1),
  ...over,
});
const ids = (given: HistoryAnswer | null) => alertsOf({ limits: null }, given, NOW).map(({ id }) => id);

test('all is well', () => {
  expect([ids(history()), ids(null), ids(history({ noted_at: null, oldest_queued_at: null }))]).toEqual([[], [], []]);
});

test('no worker, a long line, and many failures are named', () => {
  expect(ids(history({ noted_at: ago(5) }))).toEqual(['no-worker']);
  expect(ids(history({ oldest_queued_at: ago(31) }))).toEqual(['long-in-line']);
  expect(ids(history({ points: [point(6, 3), point(1, 1)] }))).toEqual(['many-fail']);
  expect(ids(history({ points: [point(1, 2)] }))).toEqual([]); // too few to say anything
});
