import { expect, test } from '@jest/globals';
import type { JobRecord } from '@darkroom/queue';

import { processingTimeOf } from './processing-time-of.ts';

const POLLED = {
  type: 'generation',
  operation: 'generate',
  acceptedAt: 1_000,
  polledAt: 4_000,
  billing: { state: 'charged', because: 'getty_accepted' },
} as JobRecord;

test.each<[string, JobRecord, object]>([
  ['between its last 202 and its 200', POLLED, { processingTime: { moreThanMs: 3_000, atMostMs: 5_000, of: 'generation' } }],
  ['as an operation', { ...POLLED, operation: 'refine' }, { processingTime: { moreThanMs: 3_000, atMostMs: 5_000, of: 'refine' } }],
  [
    'as a download',
    { ...POLLED, type: 'download', operation: null },
    { processingTime: { moreThanMs: 3_000, atMostMs: 5_000, of: 'download' } },
  ],
  ['before the first poll', { ...POLLED, polledAt: null }, { processingTime: { moreThanMs: 0, atMostMs: 5_000, of: 'generation' } }],
  ['before a clock reached that time', { ...POLLED, polledAt: 7_000 }, {}],
  [
    'at some time since it was sent, since it was found in the history',
    { ...POLLED, billing: { ...POLLED.billing, because: 'found_in_history' } },
    {},
  ],
  ['without ever having been accepted', { ...POLLED, acceptedAt: null }, {}],
])('a job became ready %s', (_when, record, expected) => {
  expect(processingTimeOf(record, 6_000)).toEqual(expected);
});
