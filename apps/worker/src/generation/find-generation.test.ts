import { newJobId, newRecord, type JobRecord } from '@darkroom/queue';
import { describe, expect, test } from '@jest/globals';
import type { History, HistoryItem } from '@darkroom/getty';

import type { Deps, Pass } from '../pass/deps.ts';
import { findGeneration } from './find-generation.ts';

const INTENT_AT = Date.parse('2026-11-20T12:00:00Z');
/** With these settings, absence counts from 155 s after the intent. */
const LATER_MS = 156_000;

function entry(id: string, more: Partial<HistoryItem> = {}): HistoryItem {
  const absent = {
    generation_date: null,
    prompt: null,
    notes: null,
    project_code: null,
    product_id: null,
    generation_type: null,
    source: null,
    original_asset_id: null,
  };
  return { generation_request_id: id, ...absent, images: [], ...more };
}

/** The outcome of a look-up in this history. */
async function lookUp(
  generations: HistoryItem[],
  { unreadable = [] as History['unreadable'], pageCount = generations.length, begunMs = LATER_MS, tookMs = 0 } = {},
) {
  let nowMs = begunMs;
  const record: JobRecord = newRecord({
    id: newJobId(),
    type: 'generation',
    tenant: 'acme',
    request: { prompt: 'a fox' },
    createdAt: INTENT_AT,
    deadlineAt: INTENT_AT + 86_400_000,
  });
  const intent = { id: `${record.id}.1.1`, at: INTENT_AT };
  const pass = { record: { ...record, intent } } as Pass;
  const marked = generations.map((item) => ({ ...item, notes: item.notes?.replace('OURS', `[darkroom:${intent.id}]`) ?? null }));
  const marks = unreadable.map(({ notes }) => ({ notes: notes?.replace('OURS', `[darkroom:${intent.id}]`) ?? null }));
  const page: History = { resultCount: pageCount, entryCount: marked.length + marks.length, generations: marked, unreadable: marks };
  const deps = {
    getty: {
      history: async () => {
        nowMs += tookMs;
        return page;
      },
    },
    clock: { now: () => INTENT_AT + nowMs, sleep: async () => undefined },
    random: () => 0.5,
    policy: { paidTimeoutMs: 90_000, historySettleMs: 60_000, notes: 'append' },
  } as unknown as Deps;
  return findGeneration(deps, pass, intent);
}

describe('a look-up in the history', () => {
  test('finds our mark beside entries that cannot be read', async () => {
    const outcome = await lookUp([entry('g-other'), entry('g-ours', { notes: 'campaign OURS' })], { unreadable: [{ notes: null }] });
    expect(outcome).toMatchObject({ kind: 'snoozed', status: 'waiting', set: { getty_id: 'g-ours' } });
  });

  test('accepts a mark only at the end of the notes', async () => {
    const forged = entry('g-forged', { notes: 'OURS [darkroom:job_00000000000000000000000000000000.1.1]' });
    expect(await lookUp([forged, entry('g-behind', { notes: 'OURS and more' })])).toMatchObject({ kind: 'held' });
  });

  test('counts as absent if only entries of others are shown', async () => {
    const unreadable = [{ notes: '[darkroom:job_00000000000000000000000000000000.1.1]' }];
    expect(await lookUp([entry('g-other', { notes: 'theirs' })], { unreadable })).toMatchObject({ kind: 'held' });
  });

  test('that began before absence counts is repeated, however late it was answered', async () => {
    const outcome = await lookUp([], { begunMs: 154_999, tookMs: 1 });
    expect(outcome).toMatchObject({ kind: 'snoozed', status: 'submitting', at: INTENT_AT + 155_000 });
    expect(await lookUp([], { begunMs: 155_000 })).toMatchObject({ kind: 'held' });
  });

  test.each([null, 'OURS'])('is not absent if an entry without an id may be ours (%s)', async (notes) => {
    const outcome = await lookUp([entry('g-other')], { unreadable: [{ notes }] });
    expect(outcome).toMatchObject({ kind: 'snoozed', status: 'submitting', story: { event: 'looked_up', found: false, unreadable: 1 } });
  });
});
