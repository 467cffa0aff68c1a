import type { JobId } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';

import { CursorError } from '../reading/page.ts';
import { newJob, setup } from '../test/world.ts';

describe('accept', () => {
  test('stores the job, queued and without cost, and reminds of it', async () => {
    await using world = await setup();
    const id = await world.accept();
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'queued', run: 1, seq: 1, billing: { state: 'not_charged' } });
    expect((await world.store.jobs.counts('acme')).queued).toBe(1);
    expect(await world.store.reminders.queues()[0]!.getJobState(`${id}.1`)).toBe('prioritized');
  });

  test('answers a resend of itself as the first time', async () => {
    await using world = await setup();
    const job = newJob(Date.now(), { idempotency: { key: 'acme.k', fingerprint: 'fingerprint 1' } });
    expect(await world.store.jobs.accept(job)).toEqual({ outcome: 'accepted', id: job.id, waits: false });
    expect(await world.store.jobs.accept(job)).toEqual({ outcome: 'accepted', id: job.id, waits: false });
    expect((await world.store.jobs.counts('acme')).queued).toBe(1);
  });

  test('with a used key answers with the first job, or refuses another body', async () => {
    await using world = await setup();
    const idempotency = { key: 'acme.k', fingerprint: 'fingerprint 1' };
    const id = await world.accept({ idempotency });
    const again = (fingerprint: string) => world.store.jobs.accept(newJob(Date.now(), { idempotency: { key: 'acme.k', fingerprint } }));
    expect(await again('fingerprint 1')).toEqual({ outcome: 'replayed', id });
    expect(await again('other text 2')).toEqual({ outcome: 'reused', id });
    expect((await world.store.jobs.counts('acme')).queued).toBe(1);
  });

  test('writes a key in its format, and finds it in both', async () => {
    const idempotency = { key: 'k'.repeat(43), fingerprint: 'f'.repeat(43) };
    await using before = await setup(undefined, 'worker', 1);
    const long = before.keys.idempotency(idempotency.key);
    const id = await before.accept({ idempotency });
    expect(await before.raw.get(long)).toBe(`${idempotency.fingerprint} ${id}`);
    await using world = await setup();
    const other = await world.accept({ idempotency });
    const again = () => world.store.jobs.accept(newJob(Date.now(), { idempotency }));
    expect(await world.raw.exists(world.keys.idempotency(idempotency.key))).toBe(0);
    expect(await again()).toEqual({ outcome: 'replayed', id: other });
    await world.raw.del(world.keys.shortKey(idempotency.key));
    await world.raw.set(world.keys.idempotency(idempotency.key), `${idempotency.fingerprint} ${other}`);
    expect(await again()).toEqual({ outcome: 'replayed', id: other });
  });

  test('fifty times at once under one key stores one job', async () => {
    await using world = await setup();
    const idempotency = { key: 'acme.k', fingerprint: 'fingerprint 1' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => world.store.jobs.accept(newJob(Date.now(), { idempotency }))));
    expect(new Set(answers.map((answer) => 'id' in answer && answer.id)).size).toBe(1);
    expect(answers.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
  });
});

describe('list', () => {
  test('shows the newest first, page by page, while new jobs arrive', async () => {
    await using world = await setup();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift(await world.accept({ createdAt: 1_000 + n }));
    const first = await world.store.jobs.list({ tenant: 'acme', limit: 2 });
    await world.accept({ createdAt: 9_000 });
    const second = await world.store.jobs.list({ tenant: 'acme', limit: 2, cursor: first.nextCursor! });
    const third = await world.store.jobs.list({ tenant: 'acme', limit: 2, cursor: second.nextCursor! });
    expect([...first.records, ...second.records, ...third.records].map(({ id }) => id)).toEqual(ids);
    expect(third.nextCursor).toBeNull();
  });

  test('filters by status and parent, and keeps tenants apart', async () => {
    await using world = await setup();
    const parentId = (await world.accept()) as never;
    const child = await world.accept({ type: 'download', parentId });
    await world.accept({ tenant: 'other' });
    await world.store.jobs.cancel(parentId, 'generation');
    const ids = async (filter: object) =>
      (await world.store.jobs.list({ tenant: 'acme', limit: 10, ...filter })).records.map(({ id }) => id);
    expect(await ids({ statuses: ['canceled'] })).toEqual([parentId]);
    expect(await ids({ parentId })).toEqual([child]);
    expect(await ids({ types: ['download'], statuses: ['canceled'] })).toEqual([]);
  });

  test('refuses a cursor that is not one of ours', async () => {
    await using world = await setup();
    await expect(world.store.jobs.list({ tenant: 'acme', limit: 2, cursor: 'bm9uc2Vuc2U' })).rejects.toThrow(CursorError);
  });
});

describe('cancel', () => {
  test('ends an unsent job at once, with one event, and answers the same when repeated', async () => {
    await using world = await setup();
    const id = await world.accept();
    expect(await world.store.jobs.cancel(id, 'generation')).toMatchObject({ outcome: 'stopped', record: { status: 'canceled' } });
    expect(await world.store.jobs.cancel(id, 'generation')).toMatchObject({ outcome: 'ended', record: { status: 'canceled' } });
    expect(await world.eventTypes()).toEqual(['generation.canceled']);
  });

  test('of a job that starts in a month leaves no reminder', async () => {
    await using world = await setup();
    const id = await world.accept({ runAt: Date.now() + 30 * 86_400_000 });
    const [queue] = world.store.reminders.queues();
    expect(await queue!.getJobState(`${id}.1`)).toBe('delayed');
    await world.store.jobs.cancel(id, 'generation');
    expect(await queue!.getJobState(`${id}.1`)).toBe('unknown');
  });

  test('of a job in progress is only requested, and the intent of a call not yet made finds it', async () => {
    await using world = await setup();
    const id = await world.accept();
    const pass = await world.begin(id);
    await world.store.jobs.cancel(id, 'generation');
    expect(await world.store.passes.intend(pass, 'generate')).toMatchObject({ code: 'fenced' });
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'canceled', attempts: 0 });
  });
});

describe('expire', () => {
  test('ignores a run that began after its deadline was seen to have passed', async () => {
    await using world = await setup();
    const id = await world.accept({ deadlineAt: Date.now() + 1_000 });
    world.clock.ahead = 2_000;
    expect(await world.store.jobs.expire(id, 'generation')).toMatchObject({ outcome: 'stopped' });
    await world.store.jobs.retry(id, { confirmCost: false });
    expect(await world.store.jobs.expire(id, 'generation')).toMatchObject({ outcome: 'ended' });
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'queued', run: 2 });
    expect(await world.eventTypes()).toEqual(['generation.expired']);
  });
});

describe('retry', () => {
  test('begins the next run of a job that has ended, and of no other', async () => {
    await using world = await setup();
    const id = await world.accept();
    expect(await world.store.jobs.retry(id, { confirmCost: false })).toMatchObject({ outcome: 'not_finished' });
    await world.store.jobs.cancel(id, 'generation');
    expect(await world.store.jobs.retry(id, { confirmCost: false })).toMatchObject({
      outcome: 'restarted',
      record: { run: 2, status: 'queued', finishedAt: null },
    });
    expect(await world.store.passes.begin(id, 1)).toBe('stale');
    expect((await world.begin(id, 2)).record.run).toBe(2);
  });

  test('is not sent before its `run_at`, and has the same time after it as before', async () => {
    await using world = await setup();
    const runAt = Date.now() + 9 * 86_400_000;
    const id = await world.accept({ runAt, request: { prompt: 'a fox', run_at: new Date(runAt).toISOString() } });
    await world.store.jobs.cancel(id, 'generation');
    await world.store.jobs.retry(id, { confirmCost: false });
    expect(await world.store.jobs.get(id)).toMatchObject({ run: 2, status: 'queued', reason: 'scheduled', deadlineAt: runAt + 86_400_000 });
  });
});

test('a download requested by hand stays listed when its generation runs again and starts its own', async () => {
  await using world = await setup();
  const parent = await world.accept();
  await world.store.passes.advance(await world.begin(parent), { status: 'failed' });
  const byHand = newJob(world.clock.now(), { type: 'download', parentId: parent as JobId, request: { index: 0 } });
  await world.store.jobs.accept(byHand);
  await world.store.jobs.accept(byHand);
  expect((await world.store.jobs.get(parent))!.downloads).toEqual([byHand.id]);
  await world.store.jobs.retry(parent, { confirmCost: true });
  const started = newJob(world.clock.now(), { type: 'download', parentId: parent as JobId });
  await world.store.passes.advance(await world.begin(parent, 2), {
    status: 'succeeded',
    set: { downloads: [started.id] },
    children: [started],
  });
  expect((await world.store.jobs.get(parent))!.downloads).toEqual([byHand.id, started.id]);
  await world.store.jobs.accept(newJob(world.clock.now(), { type: 'download', parentId: newJob(0).id }));
  expect(await world.raw.keys(`${world.keys.root}:job:*`)).toHaveLength(4);
});

test('the timeline of a job runs forwards, also where its worker has a clock behind', async () => {
  await using world = await setup();
  await using late = world.another(-600_000);
  const id = await world.accept();
  const pass = await late.passes.begin(id, 1);
  if (typeof pass === 'string') throw new Error(pass);
  await late.passes.advance(pass, {
    status: 'canceled',
    timeline: { at: new Date(world.clock.now() - 600_000).toISOString(), event: 'canceled' },
  });
  const times = (await world.timeline(id)).map(({ at }) => at);
  expect(times).toHaveLength(2);
  expect(times).toEqual(times.toSorted());
});
