import { expect, test } from '@jest/globals';

import { timelineRuns } from './timeline-runs.ts';
import type { Entry } from './timeline.ts';

const at = '2026-11-21T12:00:00.000Z';
const entry = (event: Entry['event'], more: object = {}): Entry => ({ at, event, ...more });
const words = (entries: Entry[], lastRun = 1) =>
  timelineRuns(entries, { type: 'generation', lastRun }).map(({ number, steps }) => [number, ...steps.map((step) => step.words)]);

test('look-ups are one line that holds them all', () => {
  const looks = Array.from({ length: 19 }, () => entry('looked_up', { found: false }));
  const entries = [entry('accepted'), entry('submitting'), entry('outcome_unknown'), ...looks, entry('held')];
  expect(words(entries)).toEqual([
    [
      1,
      'Taken in',
      'Sends the generation to Getty',
      'The call ended without a clear answer',
      '19 look-ups at Getty: not there',
      'Held: needs a decision',
    ],
  ]);
  expect(timelineRuns(entries, { type: 'generation', lastRun: 1 })[0]?.steps[3]?.entries).toHaveLength(19);
});

test('look-ups that failed are counted apart', () => {
  expect(words([entry('looked_up', { found: false }), entry('looked_up', { error: 'Unavailable' })])).toEqual([
    [1, '2 look-ups at Getty: not there, or no answer (1)'],
  ]);
});

test('one look-up stands for itself', () => {
  expect(words([entry('looked_up', { found: false })])).toEqual([[1, 'Looked at Getty: not there']]);
});

test('refusals that go on are one line; a first call is not', () => {
  const refused = [entry('submitting'), entry('refused')];
  expect(words([entry('waiting_for_slot'), entry('submitting'), entry('accepted_by_getty')])).toEqual([
    [1, 'Waits for a free slot at Getty', 'Sends the generation to Getty', 'Getty accepted it'],
  ]);
  expect(words([entry('waiting_for_slot'), ...refused, ...refused, entry('submitting'), entry('accepted_by_getty')])).toEqual([
    [1, 'Sent 3 times to Getty, refused 2 times', 'Getty accepted it'],
  ]);
});

test('a retry and a resolution begin a run; giving up does not', () => {
  const entries = [entry('accepted'), entry('failed'), entry('retried', { from: 'start' }), entry('resolved', { action: 'fail' })];
  expect(words(entries, 2).map(([number]) => number)).toEqual([1, 2]);
  expect(words(entries.slice(2), 5).map(([number]) => number)).toEqual([5]);
});
