import { NotFoundError, RetryableError } from '@darkroom/getty';
import { newJobId, newRecord } from '@darkroom/queue';
import { describe, expect, test } from '@jest/globals';

import type { Deps, Pass } from '../pass/deps.ts';
import { findDownload } from './find-download.ts';
import { imageOf } from './image.ts';

const INTENT_AT = Date.parse('2026-11-20T12:00:00Z');
/** With these settings. */
const ABSENCE_COUNTS_MS = 155_000;
const ABSENT = new NotFoundError('no download', { call: 'get_download', status: 404 });
const AWAY = new RetryableError('away', { call: 'get_download', status: 503 });

/** The outcome of a look-up that begins and ends so many ms after the intent, and finds nothing. */
async function lookUp({ begunMs, endedMs, answer, refusals = 0 }: { begunMs: number; endedMs: number; answer: Error; refusals?: number }) {
  const request = { generation_request_id: 'g-1', index: 0, size_name: '4k' };
  const asked = {
    id: newJobId(),
    type: 'download',
    tenant: 'acme',
    request,
    createdAt: INTENT_AT,
    deadlineAt: INTENT_AT + 86_400_000,
  } as const;
  const intent = { id: `${asked.id}.1.1`, at: INTENT_AT };
  const record = { ...newRecord(asked), gettyId: 'g-1', intent, refusals };
  let nowMs = begunMs;
  const deps = {
    store: { jobs: { lastDownload: async () => null } },
    getty: {
      getDownload: async () => {
        nowMs = endedMs;
        throw answer;
      },
    },
    // Each reading is a millisecond later: a decision must not be made by two of them.
    clock: { now: () => INTENT_AT + nowMs++, sleep: async () => undefined },
    random: () => 0.5,
    policy: { paidTimeoutMs: 90_000, historySettleMs: 60_000, notes: 'append' },
  } as unknown as Deps;
  return findDownload(deps, { record } as Pass, imageOf(record), intent);
}

describe('a look-up of a download that finds nothing', () => {
  test.each([1, 2, 3, 10, 20_000])('and began 1 ms before absence counts is repeated, if it took %d ms', async (tookMs) => {
    const begunMs = ABSENCE_COUNTS_MS - 1;
    const outcome = await lookUp({ begunMs, endedMs: begunMs + tookMs, answer: ABSENT });
    expect(outcome).toMatchObject({ kind: 'snoozed', status: 'submitting', at: INTENT_AT + ABSENCE_COUNTS_MS });
  });

  test('and began when absence counts shows that the call was not taken: it is sent again', async () => {
    const outcome = await lookUp({ begunMs: ABSENCE_COUNTS_MS, endedMs: ABSENCE_COUNTS_MS + 5, answer: ABSENT });
    expect(outcome).toMatchObject({ kind: 'snoozed', status: 'queued', billing: { state: 'not_charged', because: 'not_taken' } });
  });

  test.each([
    [18, { kind: 'snoozed', status: 'queued', set: { refusals: 19 } }],
    [19, { kind: 'failed', error: { code: 'getty_unavailable' }, billing: { state: 'not_charged', because: 'not_taken' } }],
  ])('after %d calls that were not taken is not followed by calls without end', async (refusals, expected) => {
    const outcome = await lookUp({ begunMs: ABSENCE_COUNTS_MS, endedMs: ABSENCE_COUNTS_MS + 5, answer: ABSENT, refusals });
    expect(outcome).toMatchObject(expected);
  });

  test('because Getty fails shows nothing, however late', async () => {
    const outcome = await lookUp({ begunMs: ABSENCE_COUNTS_MS, endedMs: ABSENCE_COUNTS_MS + 60_000, answer: AWAY });
    expect(outcome).toMatchObject({ kind: 'snoozed', status: 'submitting', set: { lookups_failed_at: expect.any(Number) } });
  });
});
