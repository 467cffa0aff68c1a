import { expect, test } from '@jest/globals';
import type { Minute } from '@darkroom/queue';

import { historyPoints } from './history-points.ts';

const MINUTE_MS = 60_000;
const minute = (n: number, over: Partial<Minute> = {}): Minute => ({
  at: n * MINUTE_MS,
  accepted: 0,
  ended: 0,
  succeeded: 0,
  failed: 0,
  canceled: 0,
  expired: 0,
  p50Ms: null,
  p95Ms: null,
  slotsTaken: 0,
  slots: 8,
  callsPerSecond: null,
  queued: 0,
  waiting: 0,
  held: 0,
  oldestQueuedMs: null,
  refusedPending: 0,
  refusedQueries: 0,
  ...over,
});
const points = (minutes: Minute[], stepMinutes: number) =>
  historyPoints(minutes, { from: 0, to: 4 * MINUTE_MS, stepMs: stepMinutes * MINUTE_MS });

test('a point is the mean of its minutes; where no worker ran there is none', () => {
  const found = points([minute(0, { accepted: 10, failed: 1, expired: 1 }), minute(1, { accepted: 20 })], 2);
  expect(found).toMatchObject([
    { at: '1970-01-01T00:00:00.000Z', accepted: 15, failed: 1, slots: 8 },
    { at: '1970-01-01T00:02:00.000Z', accepted: null, failed: null, slots: null, refused: null },
  ]);
});

test('the time to a picture is that of the middle picture, not of the middle minute', () => {
  const found = points([minute(0, { succeeded: 1, p50Ms: 90_000 }), minute(1, { succeeded: 50, p50Ms: 4_000 }), minute(2)], 4);
  expect(found).toMatchObject([{ p50_ms: 4_000, p95_ms: null }]);
});

test('refusals are differences of a counter, also over missing minutes, and never below none', () => {
  const counted = [minute(0, { refusedPending: 5 }), minute(2, { refusedPending: 6, refusedQueries: 2 }), minute(3)];
  expect(points(counted, 1).map(({ refused }) => refused)).toEqual([0, null, 3, 0]);
});
