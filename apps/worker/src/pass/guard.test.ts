import { expect, test } from '@jest/globals';
import type { JobRecord } from '@darkroom/queue';

import { guard } from './guard.ts';

const NOW = 1_800_000_000_000;

function record(over: Partial<JobRecord> = {}): JobRecord {
  return {
    type: 'generation',
    starts: 1,
    intent: null,
    cancel: false,
    acceptedAt: null,
    deadlineAt: NOW + 1,
    spec: { request: { prompt: 'a fox' } },
    ...over,
  } as JobRecord;
}

test('lets a job pass that is not stopped', () => {
  expect(guard(record(), NOW)).toBeUndefined();
});

test('ends a job at its tenth start without progress', () => {
  expect(guard(record({ starts: 9 }), NOW)).toBeUndefined();
  expect(guard(record({ starts: 10 }), NOW)).toMatchObject({ kind: 'failed', error: { code: 'crash_loop' } });
});

test('holds a crash-looping job if its paid call has no outcome', () => {
  expect(guard(record({ starts: 10, intent: { id: 'i', at: NOW } }), NOW)).toMatchObject({ kind: 'held' });
});

test('ends no job with an unknown bill', () => {
  expect(guard(record({ intent: { id: 'i', at: NOW }, cancel: true, deadlineAt: NOW - 1 }), NOW)).toBeUndefined();
});

test('keeps the slot of a canceled generation for the minute that Getty may need', () => {
  expect(guard(record({ cancel: true }), NOW)).toEqual(expect.not.objectContaining({ keepSlotUntil: expect.anything() }));
  expect(guard(record({ cancel: true, acceptedAt: NOW - 1_000 }), NOW)).toMatchObject({ kind: 'canceled', keepSlotUntil: NOW + 59_000 });
});

test('gives the slot of a canceled download to the next at once', () => {
  expect(guard(record({ type: 'download', cancel: true, acceptedAt: NOW - 1_000 }), NOW)).toEqual(
    expect.not.objectContaining({ keepSlotUntil: expect.anything() }),
  );
});

test('ends a job at its deadline', () => {
  expect(guard(record({ deadlineAt: NOW }), NOW)).toMatchObject({ kind: 'expired' });
});
