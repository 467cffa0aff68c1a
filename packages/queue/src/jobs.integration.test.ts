import { describe, expect, test } from '@jest/globals';
import { testRedis } from '@darkroom/testkit';

import { deadlineUnsent } from './deadline.ts';
import { newJobId } from './job-id.ts';
import { openStore } from './store.ts';
import type { NewJob } from './change.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function setup() {
  const { url, prefix } = testRedis();
  const clock = { now: Date.now() };
  const store = openStore({ url, prefix, role: 'worker', now: () => clock.now, logger: silent });
  return { store, clock, [Symbol.asyncDispose]: () => store.close() };
}

function newJob(over: Partial<NewJob> = {}): NewJob {
  const createdAt = Date.now();
  return {
    id: newJobId(),
    type: 'generation',
    tenant: 'acme',
    request: { prompt: 'a fox' },
    createdAt,
    deadlineAt: deadlineUnsent(undefined, createdAt),
    ...over,
  };
}

describe('accept', () => {
  test('stores the job, queued and free of charge', async () => {
    await using world = await setup();
    const job = newJob();
    expect(await world.store.jobs.accept(job)).toEqual({ outcome: 'accepted', id: job.id });
    expect(await world.store.jobs.get(job.id)).toMatchObject({
      status: 'queued',
      run: 1,
      billing: { state: 'not_charged' },
      spec: { request: { prompt: 'a fox' } },
    });
    expect((await world.store.jobs.counts('acme')).queued).toBe(1);
  });

  test('with a key that was used before answers with the first job, or refuses another body', async () => {
    await using world = await setup();
    const first = newJob({ idempotency: { key: 'acme:k', fingerprint: 'f1' } });
    await world.store.jobs.accept(first);
    expect(await world.store.jobs.accept(newJob({ idempotency: { key: 'acme:k', fingerprint: 'f1' } }))).toEqual({
      outcome: 'replayed',
      id: first.id,
    });
    expect(await world.store.jobs.accept(newJob({ idempotency: { key: 'acme:k', fingerprint: 'f2' } }))).toEqual({
      outcome: 'reused',
      id: first.id,
    });
    expect((await world.store.jobs.counts('acme')).queued).toBe(1);
  });
});

describe('a pass', () => {
  test('walks a generation from queued to its end, with one event', async () => {
    await using world = await setup();
    const job = newJob();
    await world.store.jobs.accept(job);
    const { passes } = world.store;
    const pass = await passes.begin(job.id, 1);
    if (typeof pass === 'string') throw new Error(pass);
    expect(await passes.takeSlot(pass, 'pending', Date.now())).toBe('granted');
    const { intent, code } = await passes.intend(pass, 'generate');
    expect(code).toBe('new');
    const at = new Date().toISOString();
    const settled = await passes.settle(pass, intent, {
      status: 'waiting',
      set: { getty_id: 'g1', accepted_at: 1 },
      billing: { state: 'charged', because: 'getty_accepted' },
      event: 'generation.waiting',
      timeline: { at, event: 'accepted_by_getty' },
      dueAt: Date.now(),
    });
    expect(settled).toBe('settled');
    const poll = await passes.begin(job.id, 1);
    if (typeof poll === 'string') throw new Error(poll);
    expect(poll.record).toMatchObject({ status: 'waiting', gettyId: 'g1', slot: 'pending', intent: null });
    expect(await passes.advance(poll, { status: 'succeeded', event: 'generation.succeeded', timeline: { at, event: 'succeeded' } })).toBe(
      'advanced',
    );
    expect(await passes.advance(poll, { status: 'failed', event: 'generation.failed' })).toBe('advanced');
    expect(await world.store.jobs.get(job.id)).toMatchObject({ status: 'succeeded', slot: null });
    expect(await passes.advance(pass, { status: 'failed' })).toBe('fenced');
    expect(await passes.begin(job.id, 1)).toBe('ended');
    expect((await world.store.jobs.timeline(job.id)).map((entry) => entry.event)).toEqual([
      'accepted',
      'submitting',
      'accepted_by_getty',
      'succeeded',
    ]);
  });
});
