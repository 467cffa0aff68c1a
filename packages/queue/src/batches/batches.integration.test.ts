import type { BatchId } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';

import { createBatches, type NewBatch } from './batches.ts';
import { createCommands } from '../lua/commands.ts';
import { decodeEvents, type BatchEvent, type StreamEntry } from '../records/event-log.ts';
import { batchJobId, newBatchId } from '../records/job-id.ts';
import { presentBatch, type RejectedItem } from '../present/present-batch.ts';
import { KeyReusedError } from '../idempotency/idempotency.ts';
import { newJob, setup as openWorld } from '../test/world.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const DAY_MS = 86_400_000;

async function setup() {
  const world = await openWorld();
  const newBatch = (jobs: number, over: Partial<NewBatch> = {}): NewBatch => {
    const id = newBatchId();
    const now = world.clock.now();
    return {
      id,
      tenant: 'acme',
      createdAt: now,
      spec: {},
      jobs: Array.from({ length: jobs }, (_, index) => newJob(now, { id: batchJobId(id, index), batchId: id })),
      rejected: [],
      ...over,
    };
  };
  return {
    ...world,
    newBatch,
    /** Stores a batch of this many jobs. */
    batch: async (jobs: number, over: Partial<NewBatch> = {}): Promise<BatchId> => {
      const batch = newBatch(jobs, over);
      await world.store.batches.accept(batch);
      return batch.id;
    },
    /** Runs the command, and drops its answer as if the caller had died. */
    acceptAndDie: (batch: NewBatch) => {
      const run = createCommands(world.raw, world.keys);
      const dying: typeof run = async (name, operation, ...texts) => {
        await run(name, operation, ...texts);
        throw new Error('killed');
      };
      const { reminders } = world.store;
      return createBatches({
        jobs: world.store.jobs,
        redis: world.raw,
        keys: world.keys,
        run: dying,
        reminders,
        now: world.clock.now,
        logger: silent,
      }).accept(batch);
    },
    shown: async (id: string) => presentBatch((await world.store.batches.get(id))!),
    end: async (id: string, status: 'succeeded' | 'failed' | 'expired' | 'held', run = 1) => {
      await world.store.passes.advance(await world.begin(id, run), { status, event: `generation.${status}` });
    },
    completions: async (tenant = 'acme'): Promise<BatchEvent[]> => {
      const entries = (await world.raw.xrange(world.keys.feed(tenant), '-', '+')) as StreamEntry[];
      const events = await decodeEvents(world.raw, world.keys, entries);
      return events.filter((event) => event.about === 'batch');
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

describe('a batch', () => {
  test('stores its jobs in order and reminds of each', async () => {
    await using world = await setup();
    const id = await world.batch(3);
    const { records } = await world.store.jobs.list({ tenant: 'acme', limit: 10 });
    expect(records.map((record) => [record.id, record.batchId])).toEqual([2, 1, 0].map((index) => [batchJobId(id, index), id]));
    const [queue] = world.store.reminders.queues();
    for (const record of records) expect(await queue!.getJobState(`${record.id}.1`)).toBe('prioritized');
    expect(await world.shown(id)).toMatchObject({ status: 'running', total: 3, accepted: 3, ended: 0, counts: { queued: 3 } });
  });

  test('accepted twice, as after a lost answer, is one batch and answers the same', async () => {
    await using world = await setup();
    const rejected: RejectedItem[] = [{ index: 2, error: { code: 'not_found', detail: 'There is none.' } }];
    const batch = world.newBatch(2, { rejected, idempotency: { key: 'k', fingerprint: 'f' } });
    const first = await world.store.batches.accept(batch);
    expect(first).toMatchObject({ outcome: 'accepted', batch: { id: batch.id, total: 3, open: 2 }, rejected });
    expect(await world.store.batches.accept(batch)).toEqual(first);
    expect((await world.store.jobs.counts('acme')).queued).toBe(2);
    expect(await world.shown(batch.id)).toMatchObject({ counts: { queued: 2 } });
  });

  test('with a used key answers with the first batch as it is now, or refuses another body', async () => {
    await using world = await setup();
    const rejected: RejectedItem[] = [{ index: 1, error: { code: 'not_found', detail: 'There is none.' } }];
    const id = await world.batch(1, { rejected, idempotency: { key: 'k', fingerprint: 'f' } });
    await world.end(batchJobId(id, 0), 'failed');
    const again = (fingerprint: string) => world.store.batches.accept(world.newBatch(1, { idempotency: { key: 'k', fingerprint } }));
    expect(await again('f')).toMatchObject({ outcome: 'replayed', batch: { id, counts: { failed: 1 } }, rejected });
    expect(await again('g')).toEqual({ outcome: 'reused' });
    expect((await world.store.jobs.counts('acme')).queued).toBe(0);
  });

  test('with no accepted job is completed at once, with one event', async () => {
    await using world = await setup();
    const rejected: RejectedItem[] = [{ index: 0, error: { code: 'invalid_request', detail: 'One field is not valid.' } }];
    const batch = world.newBatch(0, { rejected });
    await world.store.batches.accept(batch);
    await world.store.batches.accept(batch);
    expect(await world.shown(batch.id)).toMatchObject({ status: 'completed', total: 1, accepted: 0, rejected: 1, ended: 0 });
    expect(await world.eventTypes()).toEqual(['batch.completed']);
  });
});

describe('the end of a batch', () => {
  test('comes with the first end of its last job, and its event shows it as it was', async () => {
    await using world = await setup();
    const id = await world.batch(5, { spec: { metadata: { order: 7 } } });
    const job = (index: number) => batchJobId(id, index);
    await world.end(job(0), 'succeeded');
    await world.end(job(1), 'failed');
    await world.store.jobs.cancel(job(2), 'generation');
    world.clock.ahead = 2 * 86_400_000; // past the deadline of all
    await world.store.jobs.expire(job(3), 'generation');
    await world.end(job(4), 'held');
    expect(await world.shown(id)).toMatchObject({
      status: 'running',
      ended: 4,
      counts: { queued: 0, succeeded: 1, failed: 1, canceled: 1, expired: 1, held: 1 },
    });
    expect(await world.completions()).toEqual([]);

    await world.store.jobs.resolve(job(4), { action: 'fail' }, { ask: async () => ({ known: false, item: null }) });
    const completed = await world.shown(id);
    expect(completed).toMatchObject({ status: 'completed', ended: 5, metadata: { order: 7 }, counts: { failed: 2, held: 0 } });
    await world.store.jobs.retry(job(2), { confirmCost: false });
    expect(await world.shown(id)).toMatchObject({ status: 'completed', ended: 5, counts: { queued: 1, canceled: 0 } });
    await world.end(job(2), 'succeeded', 2);
    expect(await world.shown(id)).toMatchObject({ ended: 5, counts: { queued: 0, succeeded: 2 }, completed_at: completed.completed_at });
    const completions = await world.completions();
    expect(completions.map((event) => [event.type, event.tenant, presentBatch(event.batch)])).toEqual([
      ['batch.completed', 'acme', completed],
    ]);
  });

  test('does not come while a job that has ended runs again before the others ended, and not a second time later', async () => {
    await using world = await setup();
    const id = await world.batch(2);
    const [first, second] = [batchJobId(id, 0), batchJobId(id, 1)];
    await world.store.jobs.cancel(first, 'generation');
    await world.store.jobs.retry(first, { confirmCost: false });
    expect(await world.shown(id)).toMatchObject({ status: 'running', ended: 1, counts: { queued: 2 } });
    await world.store.jobs.cancel(second, 'generation');
    expect(await world.shown(id)).toMatchObject({ status: 'completed', ended: 2 });
    await world.store.jobs.cancel(first, 'generation');
    expect(await world.completions()).toHaveLength(1);
  });

  test('comes once when the last jobs end at the same time, each sent twice', async () => {
    await using world = await setup();
    const id = await world.batch(20);
    const jobs = Array.from({ length: 20 }, (_, index) => batchJobId(id, index));
    const passes = await Promise.all(jobs.map((job) => world.begin(job)));
    const end = (pass: (typeof passes)[number]) => world.store.passes.advance(pass, { status: 'failed', event: 'generation.failed' });
    await Promise.all([...passes, ...passes].map(end));
    expect(await world.shown(id)).toMatchObject({ status: 'completed', ended: 20, counts: { failed: 20 } });
    expect(await world.completions()).toHaveLength(1);
  });

  test('a paid call settled twice counts once', async () => {
    await using world = await setup();
    const id = await world.batch(2);
    const pass = await world.begin(batchJobId(id, 0));
    const { intent } = await world.store.passes.intend(pass, 'generate');
    expect(await world.shown(id)).toMatchObject({ counts: { submitting: 1, queued: 1 } });
    const settle = () =>
      world.store.passes.settle(pass, intent, {
        status: 'succeeded',
        event: 'generation.succeeded',
        set: { getty_id: 'g-1', accepted_at: 1 },
      });
    await settle();
    await settle();
    expect(await world.shown(id)).toMatchObject({ status: 'running', ended: 1, counts: { succeeded: 1, queued: 1, submitting: 0 } });
  });
});

describe('the jobs of a batch', () => {
  test('that run later, or are of another type, are reminded of where and when they are due', async () => {
    await using world = await setup();
    const batch = world.newBatch(2);
    Object.assign(batch.jobs[0]!, { runAt: world.clock.now() + 60_000 });
    Object.assign(batch.jobs[1]!, { type: 'download' });
    await world.store.batches.accept(batch);
    const [generations, downloads] = world.store.reminders.queues();
    expect(await generations!.getJobState(`${batchJobId(batch.id, 0)}.1`)).toBe('delayed');
    expect(await downloads!.getJobState(`${batchJobId(batch.id, 1)}.1`)).toBe('prioritized');
  });

  test('are reminded by the sweep within seconds if the api died right after it stored them', async () => {
    await using world = await setup();
    const batch = world.newBatch(3);
    const { id } = batch;
    await expect(world.acceptAndDie(batch)).rejects.toThrow('killed');
    const [queue] = world.store.reminders.queues();
    expect(await queue!.getJobCountByTypes()).toBe(0);
    expect(await world.shown(id)).toMatchObject({ accepted: 3, counts: { queued: 3 } });
    world.clock.ahead = 5_001;
    expect(await world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce()).toBe(3);
    for (const index of [0, 1, 2]) expect(await queue!.getJobState(`${batchJobId(id, index)}.1`)).toBe('prioritized');
  });

  test('are listed without reading others, page by page, while jobs leave and arrive', async () => {
    await using world = await setup();
    const id = await world.batch(1_000);
    await world.batch(1_000);
    const filter = { tenant: 'acme', batchId: id, limit: 100 };
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await world.store.jobs.list({ ...filter, cursor: cursor ?? undefined });
      seen.push(...page.records.map((record) => record.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(Array.from({ length: 1_000 }, (_, index) => batchJobId(id, 999 - index)));
    expect((await world.store.jobs.list({ ...filter, tenant: 'beta' })).records).toEqual([]);
    await world.end(batchJobId(id, 0), 'failed');
    expect((await world.store.jobs.list({ ...filter, statuses: ['failed'] })).records.map((record) => record.id)).toEqual([
      batchJobId(id, 0),
    ]);
  });

  test('continue after the end of a page, also if its last job has left the list', async () => {
    await using world = await setup();
    const id = await world.batch(6);
    const filter = { tenant: 'acme', statuses: ['queued' as const], limit: 3 };
    const first = await world.store.jobs.list(filter);
    await world.store.jobs.cancel(batchJobId(id, 3), 'generation');
    const second = await world.store.jobs.list({ ...filter, cursor: first.nextCursor! });
    expect(second.records.map((record) => record.id)).toEqual([2, 1, 0].map((index) => batchJobId(id, index)));
  });
});

describe('canceling a batch', () => {
  const idempotency = { key: 'cancel', fingerprint: 'f' };

  test('ends what was not sent, and requests the end of what Getty has, for a hundred jobs and more', async () => {
    await using world = await setup();
    const id = await world.batch(120, { rejected: [{ index: 120, error: { code: 'not_found', detail: 'There is none.' } }] });
    await world.end(batchJobId(id, 0), 'succeeded');
    await world.end(batchJobId(id, 1), 'held');
    await world.store.passes.advance(await world.begin(batchJobId(id, 2)), { status: 'waiting', set: { accepted_at: 1 } });
    expect(await world.store.batches.cancel(id)).toMatchObject({ outcome: 'canceled', batch: { completedAt: null, open: 1 } });
    expect(await world.shown(id)).toMatchObject({ counts: { canceled: 118, succeeded: 1, waiting: 1 } });
    expect(await world.store.jobs.get(batchJobId(id, 2))).toMatchObject({ status: 'waiting', cancel: true });
    await world.end(batchJobId(id, 2), 'failed');
    expect(await world.completions()).toHaveLength(1);
    expect(await world.store.batches.cancel(id)).toMatchObject({ outcome: 'already_finished' });
  });

  test('that was interrupted continues under the same key, and ignores jobs retried in the meantime', async () => {
    await using world = await setup();
    const id = await world.batch(3);
    const died = new Error('killed');
    const dying = { cancel: () => Promise.reject(died) };
    const { reminders } = world.store;
    const run = createCommands(world.raw, world.keys);
    const deps = { jobs: dying, redis: world.raw, keys: world.keys, run, reminders, now: world.clock.now, logger: silent };
    await expect(createBatches(deps).cancel(id, { idempotency })).rejects.toBe(died);
    await world.store.jobs.cancel(batchJobId(id, 0), 'generation');
    await world.store.jobs.retry(batchJobId(id, 0), { confirmCost: false });
    expect(await world.store.batches.cancel(id, { idempotency })).toMatchObject({ outcome: 'replayed', batch: { open: 0 } });
    expect(await world.shown(id)).toMatchObject({ status: 'completed', counts: { queued: 1, canceled: 2 } });
    expect(await world.store.batches.cancel(id, { idempotency })).toMatchObject({ outcome: 'replayed' });
    await expect(world.store.batches.cancel(id, { idempotency: { ...idempotency, fingerprint: 'g' } })).rejects.toThrow(KeyReusedError);
    expect(await world.shown(id)).toMatchObject({ counts: { queued: 1, canceled: 2 } });
  });

  test('that is complete claims no key', async () => {
    await using world = await setup();
    const id = await world.batch(1);
    await world.end(batchJobId(id, 0), 'failed');
    expect(await world.store.batches.cancel(id, { idempotency })).toMatchObject({ outcome: 'already_finished' });
    expect(await world.store.batches.cancel(id, { idempotency })).toMatchObject({ outcome: 'already_finished' });
  });
});

test('the list has every batch once, newest first, and drops those removed by another version', async () => {
  await using world = await setup();
  const ids: BatchId[] = [];
  for (let n = 0; n < 5; n++) ids.push(await world.batch(1));
  await world.batch(1, { tenant: 'beta' });
  await world.raw.del(world.keys.batch(ids[2]!));
  const page = (cursor?: string) => world.store.batches.list({ tenant: 'acme', limit: 2, cursor });
  const first = await page();
  const second = await page(first.nextCursor!);
  expect([...first.records, ...second.records].map(({ id }) => id)).toEqual([4, 3, 1, 0].map((n) => ids[n]));
  expect(await world.raw.zcard(world.keys.batches('acme'))).toBe(4);
});

test('retention removes a completed batch with everything that belongs to it, and a job that was retried goes on', async () => {
  await using world = await setup();
  const rejected: RejectedItem[] = [{ index: 2, error: { code: 'not_found', detail: 'There is none.' } }];
  const id = await world.batch(2, { rejected, idempotency: { key: 'acme.k', fingerprint: 'f' } });
  const running = await world.batch(1);
  for (const index of [0, 1]) await world.store.jobs.cancel(batchJobId(id, index), 'generation');
  await world.store.jobs.retry(batchJobId(id, 1), { confirmCost: false });
  await world.handleEvents();
  world.clock.ahead = 2_000;
  const sweep = world.store.createSweep({ retentionMs: 1_000 });
  await sweep.sweepOnce();

  expect(await world.store.batches.get(id)).toBeNull();
  expect(await world.store.jobs.get(batchJobId(id, 0))).toBeNull();
  expect(await world.store.batches.get(running)).not.toBeNull();
  await world.end(batchJobId(id, 1), 'failed', 2);
  await world.handleEvents();
  world.clock.ahead = 4_000;
  await sweep.sweepOnce();
  await world.raw.del(world.keys.events, world.keys.feed('acme'));
  const left = (await world.raw.keys(`${world.keys.root}:*`)).filter((key) => key.includes(id) || key.includes('acme.k'));
  expect(left).toEqual([]);
  expect((await world.store.batches.list({ tenant: 'acme', limit: 10 })).records.map((batch) => batch.id)).toEqual([running]);
  expect(await world.raw.zscore(world.keys.batches('acme'), id)).toBeNull();
});
