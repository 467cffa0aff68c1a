import { describe, expect, test } from '@jest/globals';
import type { JobStatus } from '@darkroom/contracts';
import { newJobId, type JobRecord } from '@darkroom/queue';

import { createBoard } from './board.ts';

const COUNTS = { acme: { queued: 1, submitting: 0, waiting: 0, succeeded: 0, failed: 0, canceled: 0, expired: 0, held: 0 } };

/** As much of a record as a card is made of. */
function record(over: Partial<JobRecord> = {}): JobRecord {
  const base = {
    id: newJobId(),
    type: 'generation',
    status: 'queued' as JobStatus,
    reason: null,
    run: 1,
    seq: 1,
    tenant: 'acme',
    polls: 0,
  };
  const rest = {
    billing: { state: 'not_charged', because: 'nothing_sent' },
    error: null,
    result: null,
    spec: { request: { prompt: 'a fox' } },
  };
  return {
    ...base,
    ...rest,
    createdAt: 1_000,
    updatedAt: 1_000,
    finishedAt: null,
    submittedAt: null,
    acceptedAt: null,
    intent: null,
    ...over,
  } as JobRecord;
}

const LIMITS = {
  pending: { limit: 8, given: false, met: false, taken: 0, waiting: {} },
  queries: { limit: null, given: false, waiting: { poll: 0, paid: 0 } },
  pauses: [],
  gettyAway: null,
};

const NONE_ASIDE = { count: 0, newest: [] };

describe('a look', () => {
  test('reports only what differs from the one before', () => {
    const board = createBoard();
    const [one, other] = [record(), record()];
    expect(board.replace({ records: [one, other], counts: COUNTS, limits: LIMITS, aside: NONE_ASIDE })).toMatchObject({
      jobs: [{ id: one.id }, { id: other.id }],
      counts: COUNTS,
      limits: LIMITS,
    });
    const queries = { ...LIMITS.queries, limit: 9 };
    expect(board.replace({ records: [one, other], counts: COUNTS, limits: { ...LIMITS, queries }, aside: NONE_ASIDE })).toEqual({
      limits: expect.objectContaining({ queries }),
    });
    board.replace({ records: [one, other], counts: COUNTS, limits: LIMITS, aside: NONE_ASIDE });
    expect(board.replace({ records: [one, other], counts: COUNTS, limits: LIMITS, aside: NONE_ASIDE })).toEqual({});
    expect(board.replace({ records: [{ ...one, polls: 1 }, other], counts: COUNTS, limits: LIMITS, aside: NONE_ASIDE })).toEqual({
      jobs: [expect.objectContaining({ id: one.id, polls: 1 })],
    });
    expect(board.replace({ records: [other], counts: COUNTS, limits: LIMITS, aside: NONE_ASIDE })).toEqual({ gone: [one.id] });
    const aside = { count: 501, newest: [] };
    expect(board.replace({ records: [other], counts: COUNTS, limits: LIMITS, aside })).toEqual({ aside });
    expect(board.now()).toMatchObject({ aside });
  });

  test('begun before an event does not undo the event', () => {
    const board = createBoard();
    const job = record();
    board.replace({ records: [job], counts: COUNTS, limits: LIMITS, aside: NONE_ASIDE });
    board.applyEvent({ ...job, seq: 3, status: 'succeeded' });
    expect(board.replace({ records: [{ ...job, seq: 2, status: 'waiting' }], counts: COUNTS, limits: LIMITS, aside: NONE_ASIDE })).toEqual(
      {},
    );
    expect(board.now().jobs).toMatchObject([{ status: 'succeeded' }]);
  });
});

describe('an event', () => {
  test('of a state already shown changes nothing', () => {
    const board = createBoard();
    const job = record({ seq: 2 });
    board.replace({ records: [job], counts: COUNTS, limits: LIMITS, aside: NONE_ASIDE });
    expect(board.applyEvent(job)).toBeNull();
    expect(board.applyEvent({ ...job, seq: 3 })).toMatchObject({ seq: 3 });
  });

  test('of a job too old to be shown changes nothing, unless it is held', () => {
    const board = createBoard();
    board.replace({ records: [record({ createdAt: 5_000 })], counts: COUNTS, limits: LIMITS, aside: NONE_ASIDE });
    expect(board.applyEvent(record({ createdAt: 4_000 }))).toBeNull();
    expect(board.applyEvent(record({ createdAt: 6_000 }))).not.toBeNull();
    expect(board.applyEvent(record({ createdAt: 4_000, status: 'held' }))).not.toBeNull();
  });
});
