import { describe, expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';
import { Worker, type Job } from 'bullmq';

import { setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const LONG_MS = 600_000;

function generations(world: World) {
  return world.store.reminders.queues()[0]!;
}

/** A manual worker of BullMQ: takes one reminder at a time. */
async function byHand(world: World, options: { lockDuration?: number } = {}) {
  const connection = world.raw.duplicate({ maxRetriesPerRequest: null });
  const worker = new Worker('generation', null, {
    connection,
    prefix: world.keys.bull,
    autorun: false,
    lockDuration: 30_000,
    ...options,
  });
  return {
    take: (): Promise<Job> => worker.getNextJob('token', { block: false }),
    /** The periodic check of BullMQ's workers. */
    checkStalled: async () => {
      await world.raw.del(`${world.keys.bull}:generation:stalled-check`);
      await (worker as unknown as { moveStalledJobsToWait: () => Promise<void> }).moveStalledJobsToWait();
    },
    [Symbol.asyncDispose]: async () => {
      await worker.close();
      connection.disconnect();
    },
  };
}

const reminder = { id: 'job_1', run: 1 };

function state(world: World): Promise<string> {
  return generations(world).getJobState('job_1.1');
}

/** Everything in Redis that BullMQ goes by. `waiting`: in both of its lines, the last added first. */
const contents = async (world: World) => {
  const root = `${world.keys.bull}:generation`;
  const zset = async (name: string) => world.raw.zrange(`${root}:${name}`, '0', '-1', 'WITHSCORES');
  const ids = ['job_1.1', 'job_2.3', 'job_3'];
  const jobs = await Promise.all(ids.map(async (id) => ({ ...(await world.raw.hgetall(`${root}:${id}`)), opts: 'as given' })));
  const waiting = [
    ...(await world.raw.zrange(`${root}:prioritized`, '0', '-1')).toReversed(),
    ...(await world.raw.lrange(`${root}:wait`, 0, -1)),
  ];
  return { jobs, waiting, delayed: await zset('delayed'), marker: await zset('marker') };
};

const given = [
  { name: 'generation' as const, data: { id: 'job_1', run: 1 }, delayMs: 0 },
  { name: 'generation' as const, data: { id: 'job_2', run: 3 }, delayMs: LONG_MS },
  { name: 'generation' as const, data: { id: 'job_3', run: 0 }, delayMs: LONG_MS },
];
const byBullMq = async (world: World, timestamp: number) => {
  for (const { name, data, delayMs } of given) {
    const jobId = data.run === 0 ? data.id : `${data.id}.${data.run}`;
    await generations(world).add(name, data, { jobId, delay: delayMs, timestamp, priority: delayMs > 0 ? 1 : 0 });
  }
};

describe('add', () => {
  test('leaves the same in Redis as BullMQ does', async () => {
    await using ours = await setup();
    await ours.store.reminders.addMany(given);
    const added = await contents(ours);
    await using theirs = await setup();
    await byBullMq(theirs, Number((added.jobs[0] as Record<string, string>)['timestamp']));
    expect(added).toEqual(await contents(theirs));
  });

  test.each(['paused', 'full'] as const)('wakes no worker of a queue that is %s, as BullMQ does', async (how) => {
    const stop = async (world: World) => {
      const queue = generations(world);
      await (how === 'paused' ? queue.pause() : queue.setGlobalConcurrency(0));
    };
    await using ours = await setup();
    await stop(ours);
    await ours.store.reminders.addMany(given.slice(0, 1));
    await using theirs = await setup();
    await stop(theirs);
    await byBullMq(theirs, 0);
    expect((await contents(ours)).marker).toEqual([]);
    expect((await contents(theirs)).marker).not.toContain('0');
  });

  test('changes none that exists, and adds many in the order given', async () => {
    await using world = await setup();
    await world.store.reminders.addMany(given);
    const before = await contents(world);
    await world.store.reminders.addMany(given.map((one) => ({ ...one, delayMs: 5 })));
    expect(await contents(world)).toEqual(before);
    await world.store.reminders.addMany(
      Array.from({ length: 450 }, (_, n) => ({ name: 'download' as const, data: { id: `job_${n}`, run: 1 }, delayMs: 0 })),
    );
    const waiting = await world.store.reminders.queues()[1]!.getPrioritized();
    expect(waiting.map(({ data }) => data.id)).toEqual(Array.from({ length: 450 }, (_, n) => `job_${n}`));
  });
});

describe('ensure', () => {
  test('adds a missing one', async () => {
    await using world = await setup();
    await world.store.reminders.ensure('generation', reminder);
    expect(await state(world)).toBe('prioritized');
  });

  test('promotes a delayed one, also for two callers at once', async () => {
    await using world = await setup();
    await world.store.reminders.add('generation', reminder, LONG_MS);
    await Promise.all([1, 2, 3].map(() => world.store.reminders.ensure('generation', reminder)));
    expect(await state(world)).toBe('prioritized');
    expect(await generations(world).getJobCountByTypes('waiting', 'prioritized')).toBe(1);
  });

  test('does not change a waiting one', async () => {
    await using world = await setup();
    await world.store.reminders.add('generation', reminder);
    await world.store.reminders.ensure('generation', reminder);
    expect(await generations(world).getJobCountByTypes('waiting', 'prioritized')).toBe(1);
  });

  test('does not change an active one, and promotes it if it has been returned since', async () => {
    await using world = await setup();
    await using worker = await byHand(world);
    await world.store.reminders.add('generation', reminder);
    const job = await worker.take();
    await world.store.reminders.ensure('generation', reminder);
    expect(await state(world)).toBe('active');
    expect(await generations(world).getWaitingCount()).toBe(0);
    await job.moveToDelayed(Date.now() + LONG_MS, 'token');
    await world.store.reminders.ensure('generation', reminder);
    expect(await state(world)).toBe('waiting');
  });

  test.each(['completed', 'failed'] as const)('adds one again that has %s: BullMQ adds none under its id', async (finished) => {
    await using world = await setup();
    await using worker = await byHand(world);
    await world.store.reminders.add('generation', reminder);
    const job = await worker.take();
    await (finished === 'completed' ? job.moveToCompleted('', 'token', false) : job.moveToFailed(new Error('x'), 'token', false));
    expect(await state(world)).toBe(finished);
    await world.store.reminders.ensure('generation', reminder);
    expect(await state(world)).toBe('prioritized');
    expect(await generations(world).getJobCountByTypes('completed', 'failed')).toBe(0);
    expect(await (await worker.take()).getState()).toBe('active');
  });

  test('does not change a stalled one: BullMQ hands it out again', async () => {
    await using world = await setup();
    await using worker = await byHand(world, { lockDuration: 60_000 });
    await world.store.reminders.add('generation', reminder);
    await worker.take();
    await worker.checkStalled();
    await world.raw.del(`${world.keys.bull}:generation:job_1.1:lock`); // its worker has died
    await world.store.reminders.ensure('generation', reminder);
    expect(await state(world)).toBe('active');
    await worker.checkStalled();
    expect(await state(world)).toBe('waiting');
    expect(await generations(world).getWaitingCount()).toBe(1);
  });

  test('does the same for many in several queues, in any state', async () => {
    await using world = await setup();
    const { reminders } = world.store;
    const all = Array.from({ length: 450 }, (_, index) => ({
      name: index % 3 === 0 ? ('download' as const) : ('generation' as const),
      data: { id: `job_${index}`, run: 1 },
    }));
    for (const [index, { name, data }] of all.entries()) {
      if (index % 5 === 0) await reminders.add(name, data, LONG_MS);
      if (index % 5 === 1) await reminders.add(name, data);
    }
    await reminders.ensureMany(all);
    const [generation, download] = reminders.queues();
    expect(await download!.getJobCounts('waiting', 'prioritized', 'delayed')).toEqual({ waiting: 0, prioritized: 150, delayed: 0 });
    expect(await generation!.getJobCounts('waiting', 'prioritized', 'delayed')).toEqual({ waiting: 0, prioritized: 300, delayed: 0 });
  });
});

describe('forget', () => {
  test('removes what is delayed, finished, new or waits with few others', async () => {
    await using world = await setup();
    await using worker = await byHand(world);
    const { reminders } = world.store;
    await reminders.add('generation', { id: 'done', run: 1 });
    await (await worker.take()).moveToCompleted('', 'token', false);
    await reminders.add('generation', { id: 'later', run: 1 }, LONG_MS);
    await reminders.add('generation', { id: 'waits', run: 1 }, LONG_MS);
    await reminders.ensure('generation', { id: 'waits', run: 1 });
    await reminders.add('generation', { id: 'new', run: 1 });
    const ids = ['done', 'later', 'waits', 'new', 'unknown'];
    await reminders.forgetMany(ids.map((id) => ({ name: 'generation', data: { id, run: 1 } })));
    const states = await Promise.all(ids.map((id) => generations(world).getJobState(`${id}.1`)));
    expect(states).toEqual(ids.map(() => 'unknown'));
    expect(await world.raw.keys(`${world.keys.bull}:generation:done*`)).toEqual([]);
  });

  test('leaves one that came back among many to its pass, and an active one to the current pass', async () => {
    await using world = await setup();
    await using worker = await byHand(world);
    const { reminders } = world.store;
    const all = Array.from({ length: 502 }, (_, index) => ({
      name: 'generation' as const,
      data: { id: `job_${index}`, run: 1 },
      delayMs: 0,
    }));
    await reminders.addMany(all);
    for (let job = await worker.take(); job; job = await worker.take()) await job.moveToDelayed(Date.now() + LONG_MS, 'token');
    await reminders.ensureMany(all);
    const job = await worker.take();
    await reminders.forgetMany([all[501]!, { name: 'generation', data: { id: job.data.id, run: 1 } }]);
    expect(await generations(world).getJobState('job_501.1')).toBe('waiting');
    expect(await job.getState()).toBe('active');
    expect(await world.raw.exists(`${world.keys.bull}:generation:${job.id}`)).toBe(1);
  });
});

async function takeAll(world: World): Promise<string[]> {
  await using worker = await byHand(world);
  const taken = [];
  for (let job = await worker.take(); job; job = await worker.take()) taken.push(job.data.id as string);
  return taken;
}

describe('a worker takes', () => {
  test('what comes back before what is new', async () => {
    await using world = await setup();
    const { reminders } = world.store;
    const fresh = Array.from({ length: 300 }, (_, n) => ({ name: 'generation' as const, data: { id: `new_${n}`, run: 1 }, delayMs: 0 }));
    await reminders.addMany(fresh.slice(0, 150));
    await using worker = await byHand(world);
    const first = await worker.take();
    await reminders.addMany(fresh.slice(150));
    await first.moveToDelayed(Date.now() + LONG_MS, 'token');
    await reminders.ensure('generation', { id: 'new_0', run: 1 });
    expect(await takeAll(world)).toEqual(fresh.map(({ data }) => data.id));
  });

  test('what comes back before thousands that may be sent from one time on', async () => {
    await using world = await setup();
    const { reminders } = world.store;
    await using worker = await byHand(world);
    await reminders.add('generation', { id: 'polled', run: 1 });
    const polled = await worker.take();
    await reminders.addMany(
      Array.from({ length: 3_000 }, (_, n) => ({ name: 'generation' as const, data: { id: `job_${n}`, run: 1 }, delayMs: 1 })),
    );
    const dueAt = Date.now() + 5;
    await polled.moveToDelayed(dueAt, 'token');
    await waitFor(() => Date.now() > dueAt, { what: 'all to be due' });
    const taken = [];
    // BullMQ lets 1,000 wait with each that is taken.
    for (let n = 0; n < 4; n++) taken.push((await worker.take()).data.id);
    expect(taken).toContain('polled');
  });

  test('jobs whose time has come in turns with the new jobs of other tenants', async () => {
    await using world = await setup();
    await using worker = await byHand(world);
    const scheduled = [];
    const runAt = world.clock.now() + 60_000;
    for (let n = 0; n < 3; n++) scheduled.push(await world.accept({ tenant: 'globex', runAt }));
    for (let n = 0; n < 40; n++) await world.accept({ tenant: 'acme' });
    await world.store.reminders.ensureMany(scheduled.map((id) => ({ name: 'generation', data: { id, run: 1 } })));
    expect((await generations(world).getPrioritized()).slice(-3).map(({ data }) => data.id)).toEqual(scheduled);
    await world.store.createSweep({ retentionMs: 86_400_000 }).sweepOnce();
    const taken = [];
    for (let n = 0; n < 8; n++) taken.push((await worker.take()).data.id);
    expect(taken).toEqual(expect.arrayContaining(scheduled));
  });

  test('a job whose time has come like any other from its first pass on', async () => {
    await using world = await setup();
    await using worker = await byHand(world);
    const id = await world.accept({ runAt: world.clock.now() + 60_000 });
    const again = { id, run: 1 };
    const stateOf = async () => generations(world).getJobState(`${id}.1`);
    await world.store.reminders.ensure('generation', again);
    expect(await stateOf()).toBe('prioritized');
    const tooEarly = await worker.take();
    const early = await world.begin(id);
    await world.store.passes.advance(early, { status: 'queued', reason: 'scheduled' });
    await tooEarly.moveToDelayed(Date.now() + LONG_MS, 'token');
    await world.store.reminders.ensure('generation', again);
    expect(await stateOf()).toBe('prioritized');
    const inTime = await worker.take();
    await world.begin(id);
    await inTime.moveToDelayed(Date.now() + LONG_MS, 'token');
    await world.store.reminders.ensure('generation', again);
    expect(await stateOf()).toBe('waiting');
  });

  test('new jobs of all tenants in turns, and those of one in order', async () => {
    await using world = await setup();
    const submit = async (tenant: string, count: number) => {
      const ids = [];
      for (let n = 0; n < count; n++) ids.push(await world.accept({ tenant }));
      return ids;
    };
    const many = await submit('acme', 20);
    const few = [...(await submit('globex', 2)), ...(await submit('initech', 1))];
    const later = await submit('acme', 3);
    const order = await takeAll(world);
    expect(order.filter((id) => !few.includes(id))).toEqual([...many, ...later]);
    expect(few.map((id) => order.indexOf(id)).every((place) => place < 8)).toBe(true);
    const next = [...(await submit('acme', 1)), ...(await submit('globex', 1))];
    expect((await takeAll(world)).toSorted()).toEqual(next.toSorted());
  });
});

test('no reminder is searched in a list, however many wait', async () => {
  await using own = await ownRedis();
  await using world = await setup({ url: own.url, prefix: 'darkroom' });
  const { reminders } = world.store;
  const waiting = Array.from({ length: 2_000 }, (_, index) => ({
    name: 'generation' as const,
    data: { id: `job_${index}`, run: 1 },
    delayMs: 0,
  }));
  await reminders.addMany(waiting);
  const ids = [await world.accept(), await world.accept()];
  await waitFor(async () => (await generations(world).getPrioritizedCount()) === 2_002, { what: 'all reminders' });
  await world.raw.config('RESETSTAT');

  await reminders.ensureMany(waiting);
  await reminders.forgetMany(waiting);
  world.clock.ahead = 60_000;
  await world.store.createSweep({ retentionMs: 86_400_000 }).sweepOnce();
  await world.store.jobs.cancel(ids[0]!, 'generation');

  const commands = await world.raw.info('commandstats');
  expect(commands).not.toMatch(/cmdstat_(lpos|lrem|lrange|linsert):/);
});
