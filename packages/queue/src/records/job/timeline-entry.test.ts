import { expect, test } from '@jest/globals';

import { forwards } from './timeline-entry.ts';

test('the times of a timeline never run backwards, where clocks of processes are apart', () => {
  const [early, late, later] = ['2026-11-22T10:00:00.000Z', '2026-11-22T10:05:00.000Z', '2026-11-22T10:07:00.000Z'];
  expect(
    forwards([
      { at: late, event: 'accepted' },
      { at: early, event: 'submitting', call: 'generate' },
      { at: early, event: 'polled', status: 202, count: 2, last_at: later },
      { at: late, event: 'polled', status: 202, count: 2, last_at: late },
      { at: early, event: 'succeeded' },
    ]),
  ).toEqual([
    { at: late, event: 'accepted' },
    { at: late, event: 'submitting', call: 'generate' },
    { at: late, event: 'polled', status: 202, count: 2, last_at: later },
    { at: later, event: 'polled', status: 202, count: 2, last_at: later },
    { at: later, event: 'succeeded' },
  ]);
});
