import { describe, expect, test } from '@jest/globals';

import { worldsOfFile } from '../test/world.ts';

const setup = worldsOfFile();

async function started(options?: Parameters<typeof setup>[0]) {
  const world = await setup(options);
  await world.worker.start();
  return world;
}

/** Held although paid: the answer is lost, and the history does not show it before the job is held. */
async function heldAlthoughPaid() {
  const world = await started({ worker: { GETTY_HISTORY_SETTLE: '100ms' }, simulator: { history_lag: '10m' } });
  await world.scenario({ call: 'generate' }, { drop: 'after' });
  const held = await world.ended(await world.submit());
  expect(held.status).toBe('held');
  return { ...world, held };
}

describe('a generation', () => {
  test('that Getty answers at once succeeds without a poll', async () => {
    await using world = await started({ simulator: { inline_generations: 1 } });
    const job = await world.ended(await world.submit());
    expect(job).toMatchObject({ status: 'succeeded', polls: 0, attempts: 1, billing: { state: 'charged' }, intent: null, slot: null });
    expect(job.result).toMatchObject({ images: [{ index: 0 }, { index: 1 }, { index: 2 }, { index: 3 }] });
  });

  test('that Getty answers with 202 waits, is polled and succeeds', async () => {
    await using world = await started();
    const id = await world.submit();
    const job = await world.ended(id);
    expect(job).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(job.imagesExpireAt! - job.acceptedAt!).toBeGreaterThan(180 * 86_400_000);
    expect(await world.events(id)).toEqual(['accepted', 'submitting', 'accepted_by_getty', 'succeeded']);
    expect((await world.ledger()).generations).toMatchObject([{ generation_request_id: job.gettyId, notes: `[darkroom:${id}.1.1]` }]);
  });

  test("keeps the caller's notes in front of ours, and its prompt unchanged", async () => {
    await using world = await started({ simulator: { inline_generations: 1 } });
    const id = await world.submit({ prompt: 'ein Fuchs im Schnee, 雪の中の狐 🦊', notes: 'campaign 7' });
    await world.ended(id);
    expect((await world.ledger()).generations).toMatchObject([
      { prompt: 'ein Fuchs im Schnee, 雪の中の狐 🦊', notes: `campaign 7 [darkroom:${id}.1.1]` },
    ]);
  });

  test('with all images blocked fails as content_blocked', async () => {
    await using world = await started();
    await world.scenario({ call: 'generate' }, { blocked: 'all', inline: true });
    expect(await world.ended(await world.submit())).toMatchObject({
      status: 'failed',
      error: { code: 'content_blocked' },
      billing: { state: 'may_be_charged' },
    });
  });

  test('that Getty refuses fails without charge and is not sent again', async () => {
    await using world = await started();
    await world.scenario({ call: 'generate' }, { status: '400-prompt' });
    const job = await world.ended(await world.submit());
    expect(job).toMatchObject({ status: 'failed', error: { code: 'getty_refused' }, attempts: 1, billing: { state: 'not_charged' } });
    expect((await world.ledger()).generations).toEqual([]);
  });

  test('that is throttled is sent again when Getty accepts it', async () => {
    await using world = await started();
    await world.scenario({ call: 'generate' }, { status: '429-pending', retry_after_s: 1 }, 2);
    expect(await world.ended(await world.submit())).toMatchObject({ status: 'succeeded', refusals: 0, attempts: 3 });
    expect((await world.ledger()).generations).toHaveLength(1);
  });

  test('is not started before run_at', async () => {
    await using world = await started({ simulator: { inline_generations: 1 } });
    const runAt = Date.now() + 1_500;
    const job = await world.ended(await world.submit({ run_at: new Date(runAt).toISOString() }));
    expect(job).toMatchObject({ status: 'succeeded' });
    expect(job.submittedAt!).toBeGreaterThanOrEqual(runAt);
  });
});

describe('the outcome of a paid call', () => {
  test.each([
    ['the connection dropped after the effect', { drop: 'after' }],
    ['a 500 after the effect', { status: '500', when: 'after' }],
    ['an unreadable answer', { body: 'truncated' }],
    ['no answer in time', { hang: 'after' }],
  ])('that is lost by %s is found in the history and adopted', async (_how, then) => {
    await using world = await started('hang' in then ? { worker: { GETTY_PAID_TIMEOUT: '1s' } } : {});
    await world.scenario({ call: 'generate' }, then);
    const id = await world.submit();
    const job = await world.ended(id);
    const { generations } = await world.ledger();
    expect(generations).toHaveLength(1);
    expect(job).toMatchObject({
      status: 'succeeded',
      attempts: 1,
      gettyId: generations[0]!.generation_request_id,
      billing: { because: 'found_in_history' },
    });
  });

  test('is found by prompt and product if notes may not be sent, but never taken from another job', async () => {
    await using world = await started({ worker: { GETTY_NOTES: 'off' } });
    const request = { prompt: 'a fox in the rain', notes: 'campaign 7' };
    const other = await world.ended(await world.submit(request));
    await world.scenario({ call: 'generate' }, { drop: 'after' });
    const job = await world.ended(await world.submit(request));
    expect(job).toMatchObject({ status: 'succeeded', attempts: 1, billing: { because: 'found_in_history' } });
    expect(job.gettyId).not.toBe(other.gettyId);
    expect((await world.ledger()).generations.map(({ notes }) => notes)).toEqual(['campaign 7', 'campaign 7']);
  });

  test('is held if notes may not be sent and more than one generation matches', async () => {
    await using world = await started({ worker: { GETTY_NOTES: 'off', GETTY_HISTORY_SETTLE: '100ms' } });
    await world.scenario({ call: 'generate' }, { drop: 'after' }, 2);
    const ids = [await world.submit(), await world.submit()];
    const jobs = await Promise.all(ids.map(world.ended));
    expect(jobs.map(({ status }) => status)).toEqual(['held', 'held']);
    expect((await world.ledger()).generations).toHaveLength(2);
  });

  test('is looked up repeatedly while the history lags', async () => {
    await using world = await started({ worker: { GETTY_HISTORY_SETTLE: '10s' }, simulator: { history_lag: '3s' } });
    await world.scenario({ call: 'generate' }, { drop: 'after' });
    const id = await world.submit();
    expect(await world.ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(await world.events(id)).toContain('looked_up');
  });

  test('that is never found holds the job, and nothing more is spent', async () => {
    await using world = await started({ worker: { GETTY_HISTORY_SETTLE: '100ms' } });
    await world.scenario({ call: 'generate' }, { drop: 'before' });
    const job = await world.ended(await world.submit());
    expect(job).toMatchObject({
      status: 'held',
      attempts: 1,
      error: { code: 'outcome_unknown' },
      billing: { state: 'unknown' },
      slot: null,
    });
    expect((await world.ledger()).generations).toEqual([]);
  });

  test('stays on the bill when the repeated call is refused', async () => {
    await using world = await started({ worker: { GETTY_HISTORY_SETTLE: '100ms' }, simulator: { history_lag: '10m' } });
    await world.scenario({ call: 'generate' }, { drop: 'after' });
    const id = await world.submit({ on_unknown: 'retry' });
    await world.reaches(id, ({ intent }) => intent !== null, 'to be sent');
    await world.scenario({ call: 'generate' }, { status: '400' });
    expect(await world.ended(id)).toMatchObject({ status: 'failed', attempts: 2, billing: { state: 'unknown', because: 'sent_again' } });
    expect(await world.store.jobs.retry(id, { confirmCost: false })).toMatchObject({ outcome: 'may_charge_again' });
  });

  test('that is never found is sent again if the caller chose so', async () => {
    await using world = await started({ worker: { GETTY_HISTORY_SETTLE: '100ms' } });
    await world.scenario({ call: 'generate' }, { drop: 'before' });
    const job = await world.ended(await world.submit({ on_unknown: 'retry' }));
    expect(job).toMatchObject({ status: 'succeeded', attempts: 2 });
    expect((await world.ledger()).generations).toHaveLength(1);
  });
});

/** Here Getty is not asked first: the api does that. */
const NOT_ASKED = { ask: async () => ({ known: true, item: null }) };

describe('a held generation', () => {
  test('is adopted by the id that an operator found, and not paid again', async () => {
    await using world = await heldAlthoughPaid();
    const [paid] = (await world.ledger()).generations;
    const adopted = await world.store.jobs.resolve(
      world.held.id,
      { action: 'adopt', generation_request_id: paid!.generation_request_id },
      NOT_ASKED,
    );
    expect(adopted).toMatchObject({ outcome: 'restarted', record: { status: 'waiting', run: 2, billing: { state: 'charged' } } });
    expect(await world.ended(world.held.id)).toMatchObject({ status: 'succeeded', run: 2, attempts: 1 });
    expect((await world.ledger()).generations).toHaveLength(1);
  });

  test('is sent again when its caller accepts to pay again', async () => {
    await using world = await heldAlthoughPaid();
    expect(await world.store.jobs.resolve(world.held.id, { action: 'retry', confirm_cost: false }, NOT_ASKED)).toMatchObject({
      outcome: 'may_charge_again',
    });
    await world.store.jobs.resolve(world.held.id, { action: 'retry', confirm_cost: true }, NOT_ASKED);
    expect(await world.ended(world.held.id)).toMatchObject({ status: 'succeeded', run: 2, attempts: 2 });
    expect((await world.ledger()).generations).toHaveLength(2);
  });

  test('is given up permanently', async () => {
    await using world = await heldAlthoughPaid();
    expect(await world.store.jobs.resolve(world.held.id, { action: 'fail' }, NOT_ASKED)).toMatchObject({
      outcome: 'ended',
      record: { status: 'failed', run: 1, error: { code: 'given_up' }, billing: { state: 'unknown' } },
    });
    expect(await world.store.jobs.resolve(world.held.id, { action: 'fail' }, NOT_ASKED)).toMatchObject({ outcome: 'not_held' });
  });
});

describe('the end of a generation', () => {
  test('requested before it was sent comes at once and without charge', async () => {
    await using world = await setup();
    const id = await world.submit();
    expect(await world.store.jobs.cancel(id, 'generation')).toMatchObject({ outcome: 'stopped' });
    await world.worker.start();
    const other = await world.submit();
    await world.ended(other);
    expect(await world.record(id)).toMatchObject({ status: 'canceled', billing: { state: 'not_charged' }, attempts: 0 });
    expect((await world.ledger()).generations).toHaveLength(1);
  });

  test('requested while Getty has it is charged, and retry polls for free', async () => {
    await using world = await started({ simulator: { generation_duration: '4s' } });
    const id = await world.submit();
    await world.reaches(id, ({ status }) => status === 'waiting', 'to wait');
    expect(await world.store.jobs.cancel(id, 'generation')).toMatchObject({ outcome: 'asked' });
    expect(await world.ended(id)).toMatchObject({ status: 'canceled', billing: { state: 'charged' } });
    expect(await world.store.jobs.retry(id, { confirmCost: false })).toMatchObject({
      outcome: 'restarted',
      record: { run: 2, status: 'waiting' },
    });
    expect(await world.ended(id)).toMatchObject({ status: 'succeeded', run: 2 });
    expect((await world.ledger()).generations).toHaveLength(1);
  });

  test('by its deadline comes unsent and without charge', async () => {
    await using world = await started({ worker: { GETTY_MAX_PENDING: '1' }, simulator: { generation_duration: '20s' } });
    await world.reaches(await world.submit(), ({ status }) => status === 'waiting', 'to wait');
    const deadlineAt = Date.now() + 1_000;
    const id = await world.submit({ deadline: new Date(deadlineAt).toISOString() });
    const job = await world.ended(id);
    expect(job).toMatchObject({ status: 'expired', attempts: 0, billing: { state: 'not_charged' } });
    expect(job.finishedAt!).toBeGreaterThanOrEqual(deadlineAt);
  });

  test('by its deadline while Getty has it is charged, keeps the id, and retry polls for free', async () => {
    await using world = await started({ simulator: { generation_duration: '7s' } });
    const id = await world.submit({ deadline: new Date(Date.now() + 5_000).toISOString() });
    expect(await world.ended(id)).toMatchObject({ status: 'expired', gettyId: expect.any(String), billing: { state: 'charged' } });
    await world.store.jobs.retry(id, { confirmCost: false });
    expect(await world.ended(id)).toMatchObject({ status: 'succeeded', run: 2 });
  });

  test('is gone if Getty no longer has it, and another try may cost', async () => {
    await using world = await started();
    await world.scenario({ call: 'poll' }, { status: '410' });
    const id = await world.submit();
    expect(await world.ended(id)).toMatchObject({ status: 'failed', error: { code: 'gone' }, billing: { state: 'charged' } });
    expect(await world.store.jobs.retry(id, { confirmCost: false })).toMatchObject({ outcome: 'may_charge_again' });
    expect(await world.store.jobs.retry(id, { confirmCost: true })).toMatchObject({ outcome: 'restarted', record: { status: 'queued' } });
    expect(await world.ended(id)).toMatchObject({ status: 'succeeded', run: 2 });
    expect((await world.ledger()).generations).toHaveLength(2);
  });
});

describe('undocumented limits', () => {
  test('of pending generations are found from refusals, and nothing is lost or paid twice', async () => {
    await using world = await started({ simulator: { max_pending: 3 } });
    const ids = await Promise.all(Array.from({ length: 20 }, () => world.submit()));
    for (const id of ids) expect(await world.ended(id)).toMatchObject({ status: 'succeeded', refusals: 0 });
    const { generations, calls } = await world.ledger();
    expect(generations).toHaveLength(20);
    expect(calls['generate']!['429'] ?? 0).toBeLessThanOrEqual(12);
  });

  test('of queries per second are found from refusals', async () => {
    await using world = await started({ simulator: { max_qps: 8 } });
    const ids = await Promise.all(Array.from({ length: 20 }, () => world.submit()));
    for (const id of ids) expect(await world.ended(id)).toMatchObject({ status: 'succeeded' });
    expect((await world.ledger()).generations).toHaveLength(20);
  });

  test('of a product stop its submits, with one event, until one call is accepted again', async () => {
    await using world = await started({ simulator: { inline_generations: 1 } });
    await world.scenario({ call: 'generate' }, { status: '403-quota' });
    const first = await world.submit();
    await world.reaches(first, ({ reason }) => reason === 'paused', 'to be paused');
    const second = await world.submit();
    await world.reaches(second, ({ reason }) => reason === 'paused', 'to be paused too');
    const other = await world.ended(await world.submit({ product_id: 7 }));
    expect(other).toMatchObject({ status: 'succeeded' });
    expect((await world.ledger()).calls['generate']).toEqual({ '403': 1, '200': 1 });
    expect(await world.record(first)).toMatchObject({ status: 'queued', billing: { state: 'not_charged' } });
  });
});

describe('queries per second', () => {
  test('never exceed GETTY_MAX_QPS, tokens and polls included, and nothing is refused', async () => {
    await using world = await started({ worker: { GETTY_MAX_QPS: '10' }, simulator: { max_qps: 11 } });
    const ids = await Promise.all(Array.from({ length: 8 }, () => world.submit()));
    for (const id of ids) expect(await world.ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
    const { calls } = await world.ledger();
    expect(Object.values(calls).flatMap((statuses) => Object.keys(statuses))).not.toContain('429');
  });
});

describe('pending generations', () => {
  test('never exceed GETTY_MAX_PENDING, and all of them end', async () => {
    await using world = await started({ worker: { GETTY_MAX_PENDING: '2' } });
    const ids = await Promise.all(Array.from({ length: 8 }, () => world.submit()));
    for (const id of ids) expect(await world.ended(id)).toMatchObject({ status: 'succeeded' });
    expect((await world.ledger()).pending_peak).toBeLessThanOrEqual(2);
  });

  test('are shared fairly: a tenant with many does not delay another with one', async () => {
    await using world = await started({ worker: { GETTY_MAX_PENDING: '1' } });
    const first = await world.submit({}, 'many');
    await world.reaches(first, ({ status }) => status !== 'queued', 'to be sent');
    const many = [first, ...(await Promise.all(Array.from({ length: 5 }, () => world.submit({}, 'many'))))];
    const one = await world.ended(await world.submit({}, 'few'));
    const later = await Promise.all(many.map(world.ended));
    expect(later.filter(({ submittedAt }) => submittedAt! > one.submittedAt!).length).toBeGreaterThanOrEqual(3);
  });
});
