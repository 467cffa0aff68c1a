import { expect, test } from '@jest/globals';
import { ownRedis } from '@darkroom/testkit';

import { openStore } from '../store.ts';
import { sendingTwice } from '../test/sending-twice.ts';
import { newJob, setup } from '../test/world.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const KEY = { key: 'acme.k', fingerprint: 'fingerprint 1' };

type World = Awaited<ReturnType<typeof setup>>;

/** How many scripts and functions this Redis has run. */
async function commandsSent({ raw }: World): Promise<number> {
  const calls = [...(await raw.info('commandstats')).matchAll(/cmdstat_(?:evalsha|fcall):calls=(\d+)/g)];
  return calls.reduce((sum, [, count]) => sum + Number(count), 0);
}

test('jobs of one turn share a command, and each has its own answer', async () => {
  await using world = await setup();
  const { store } = world;
  const [first, again, other, waits] = [
    newJob(Date.now(), { idempotency: KEY }),
    newJob(Date.now(), { idempotency: KEY }),
    newJob(Date.now(), { tenant: 'beta', type: 'download', idempotency: { ...KEY, key: 'beta.k' } }),
    newJob(Date.now(), { idempotency: { ...KEY, fingerprint: 'other text 2' } }),
  ];
  const late = newJob(Date.now(), { runAt: Date.now() + 3_600_000 });
  const answers = await Promise.all([first, again, other, waits, late].map((job) => store.jobs.accept(job)));
  expect(answers).toEqual([
    { outcome: 'accepted', id: first.id, waits: false },
    { outcome: 'replayed', id: first.id },
    { outcome: 'accepted', id: other.id, waits: false },
    { outcome: 'reused', id: first.id },
    { outcome: 'accepted', id: late.id, waits: false },
  ]);
  expect((await store.jobs.counts('acme')).queued).toBe(2);
  expect((await store.jobs.counts('beta')).queued).toBe(1);
  const [generations, downloads] = store.reminders.queues();
  expect(await generations!.getJobState(`${first.id}.1`)).toBe('prioritized');
  expect(await downloads!.getJobState(`${other.id}.1`)).toBe('prioritized');
  expect(await generations!.getJobState(`${late.id}.1`)).toBe('delayed');
});

test('no more of them than the tenant may have open', async () => {
  await using world = await setup();
  await world.accept();
  const jobs = Array.from({ length: 5 }, () => newJob(Date.now()));
  const answers = await Promise.all([
    ...jobs.map((job) => world.store.jobs.accept(job, 3)),
    world.store.jobs.accept(newJob(Date.now(), { tenant: 'beta' }), 3),
  ]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'full', 'full', 'full', 'accepted']);
  expect((await world.store.jobs.counts('acme')).queued).toBe(3);
});

test('a budget is filled by the first of them', async () => {
  await using world = await setup();
  const { store } = world;
  const budget = { unit: 'generations', limit: '2', period: 'month', time_zone: 'UTC', warn_at: [], when_used_up: 'reject' } as const;
  await store.budgets.put({ tenant: 'acme', id: 'b', isOperator: false }, { ...budget, warn_at: [] });
  const answers = await Promise.all(Array.from({ length: 4 }, () => store.jobs.accept(newJob(Date.now()))));
  expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'budget_used_up', 'budget_used_up']);
  expect(answers[2]).toMatchObject({ need: { budget: 'b', unit: 'generations', needs: 1, left: 0 } });
});

test('one whose source has failed ends at once, and one that waits has no reminder', async () => {
  await using world = await setup();
  const { store } = world;
  const [failed, open] = [await world.accept(), await world.accept()];
  await store.jobs.cancel(failed, 'generation');
  const request = { operation: 'variation', source: {} };
  const jobs = [failed, open].map((id) => newJob(Date.now(), { request, source: { id: id as never, index: 0 } }));
  const answers = await Promise.all([...jobs, newJob(Date.now())].map((job) => store.jobs.accept(job)));
  expect(answers).toMatchObject([
    { outcome: 'accepted', waits: true },
    { outcome: 'accepted', waits: true },
    { outcome: 'accepted', waits: false },
  ]);
  expect(await store.jobs.get(jobs[0]!.id)).toMatchObject({ status: 'failed', error: { code: 'source_failed' } });
  expect(await store.jobs.get(jobs[1]!.id)).toMatchObject({ status: 'queued', reason: 'source' });
  expect(await store.reminders.queues()[0]!.getJobState(`${jobs[1]!.id}.1`)).toBe('unknown');
});

test('an error of one concerns no other', async () => {
  await using world = await setup();
  const jobs = [undefined, { ...KEY, key: 'acme.broken' }, undefined].map((idempotency) =>
    newJob(Date.now(), idempotency ? { idempotency } : {}),
  );
  await world.raw.rpush(world.keys.job(jobs[1]!.id), 'of another type');
  const [first, second, third] = await Promise.allSettled(jobs.map((job) => world.store.jobs.accept(job)));
  expect(first).toMatchObject({ value: { outcome: 'accepted' } });
  expect(second).toMatchObject({ reason: { message: expect.stringContaining('WRONGTYPE') } });
  expect(third).toMatchObject({ value: { outcome: 'accepted' } });
  expect(await world.raw.zscore(world.keys.due, jobs[1]!.id)).toBeNull();
  expect(await world.store.isKeyKnown({ ...KEY, key: 'acme.broken' })).toBe(false);
  for (const { id } of [jobs[0]!, jobs[2]!]) {
    expect(await world.store.reminders.queues()[0]!.getJobState(`${id}.1`)).toBe('prioritized');
    expect(await world.raw.zscore(world.keys.due, id)).not.toBeNull();
  }
});

test('sent twice, the command answers each as the first time', async () => {
  await using world = await setup();
  const { host, port } = world.raw.options;
  const connect = () => sendingTwice(`redis://${host}:${port}`);
  const prefix = world.keys.root.slice(1, -1);
  const twice = openStore({ url: '', prefix, role: 'worker', now: world.clock.now, logger: silent, simulated: { connect } });
  try {
    const jobs = [KEY, KEY, undefined].map((idempotency) => newJob(Date.now(), idempotency ? { idempotency } : {}));
    const answers = await Promise.all([...jobs, newJob(Date.now())].map((job) => twice.jobs.accept(job, 2)));
    expect(answers).toMatchObject([
      { outcome: 'accepted', id: jobs[0]!.id },
      { outcome: 'replayed', id: jobs[0]!.id },
      { outcome: 'accepted', id: jobs[2]!.id },
      { outcome: 'full' },
    ]);
    expect((await twice.jobs.counts('acme')).queued).toBe(2);
  } finally {
    await twice.close();
  }
});

test('a hundred and twenty at once take three commands, and as many for their reminders', async () => {
  await using own = await ownRedis();
  await using world = await setup({ url: own.url, prefix: 'p' });
  await world.accept();
  const before = await commandsSent(world);
  await Promise.all(Array.from({ length: 120 }, () => world.store.jobs.accept(newJob(Date.now()))));
  expect((await world.store.jobs.counts('acme')).queued).toBe(121);
  expect((await commandsSent(world)) - before).toBe(3 + 3);
});
