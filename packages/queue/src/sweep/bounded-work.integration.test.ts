import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ownRedis, type OwnRedis } from '@darkroom/testkit';

import { createCommands, type RunCommand } from '../lua/commands.ts';
import { batchJobId, newBatchId } from '../records/job-id.ts';
import { newJob, setup } from '../test/world.ts';

/**
 * Counts work instead of time: how many commands Redis runs within one of ours, with much more data than it may touch. A thousand take one
 * to two milliseconds.
 */
const MOST_COMMANDS = 5_000;
const DAY_MS = 86_400_000;

let own: OwnRedis;
beforeAll(async () => {
  own = await ownRedis();
});
beforeEach(async () => {
  await own.command('FLUSHALL');
});
afterAll(async () => own[Symbol.asyncDispose]());

type World = Awaited<ReturnType<typeof setup>>;

const openWorld = () => setup({ url: own.url, prefix: 'darkroom' });

/** How many times Redis ran these commands since its counters were reset. */
async function commandsOf(world: World, names: string): Promise<number> {
  const commands = (await world.raw.info('commandstats')).matchAll(new RegExp(`^cmdstat_(?:${names}):calls=(\\d+)`, 'gm'));
  return [...commands].reduce((sum, [, calls]) => sum + Number(calls), 0);
}

/** Runs one command; returns its answer and the number of Redis commands in it. */
async function counted<Answer>(world: World, ask: (run: RunCommand, now: number) => Promise<Answer>) {
  const run = createCommands(world.raw, world.keys);
  await world.raw.config('RESETSTAT');
  const answer = await ask(run, world.clock.now());
  return { ...answer, commands: await commandsOf(world, '\\S+') };
}

/** Ended jobs with this many deliveries each, as far as retention reads them. */
async function endedJobs(world: World, count: number, deliveries: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `job_${index}`);
  const pipeline = world.raw.pipeline();
  for (const [index, id] of ids.entries()) {
    pipeline.hset(world.keys.job(id), { type: 'generation', run: 1, tenant: 'acme', status: 'succeeded' });
    pipeline.zadd(`${world.keys.root}:ended`, 1, id);
    for (let each = 0; each < deliveries; each++) {
      const shared = { type: 'generation.succeeded', tenant: 'acme', about: 'job', subject: id, kept: 0 };
      pipeline.hset(world.keys.eventDeliveries(`${index}-${each}`), { ...shared, '@job': packed('delivered') });
      pipeline.zadd(world.keys.deliveries(id), each, `dlv_${index}_${each}_job`);
    }
  }
  await pipeline.exec();
  return ids;
}

/** A delivery as `deliveries.lua` packs it. */
const packed = (status: string) => `${status} 1 0 - 1 1 - 0:204:5 http://hooks.example/`;

describe('one command does only a bounded amount of work, and the next continues', () => {
  test('retire, with many deliveries per job', async () => {
    await using world = await openWorld();
    await endedJobs(world, 40, 50);
    await world.handleEvents();
    let gone = 0;
    for (let more = 'more'; more === 'more';) {
      const { commands, left, gone: some } = await counted(world, (run, now) => run('retire', { now, before: DAY_MS, most: 100 }));
      expect(commands).toBeLessThan(MOST_COMMANDS);
      more = left;
      gone += some.length;
    }
    expect(gone).toBe(40);
    expect(await world.raw.keys(`${world.keys.root}:event-*`)).toEqual([]);
    expect(await world.raw.exists(world.keys.deliveries('job_0'), world.keys.job('job_0'))).toBe(0);
  });

  test('retire, with thousands for one job: its record is removed with the last of them', async () => {
    await using world = await openWorld();
    await endedJobs(world, 1, 3_000);
    for (let before = 3_000; before > 0;) {
      const { commands, left, gone } = await counted(world, (run, now) => run('retire', { now, before: DAY_MS, most: 100 }));
      expect(commands).toBeLessThan(MOST_COMMANDS);
      const kept = await world.raw.zcard(world.keys.deliveries('job_0'));
      expect(kept).toBeLessThan(before);
      expect([left, gone]).toEqual(kept > 0 ? ['more', []] : [left, [{ type: 'generation', run: 1, id: 'job_0' }]]);
      expect(await world.raw.exists(world.keys.job('job_0'))).toBe(kept > 0 ? 1 : 0);
      before = kept;
    }
  });

  test('retire, with the latest of thousands still pending: nothing of the job is removed', async () => {
    await using world = await openWorld();
    await endedJobs(world, 1, 3_000);
    await world.raw.hset(world.keys.eventDeliveries('0-2999'), '@job', packed('pending'));
    const { commands } = await counted(world, (run, now) => run('retire', { now, before: DAY_MS, most: 100 }));
    expect(commands).toBeLessThan(MOST_COMMANDS);
    expect(await world.raw.zcard(world.keys.deliveries('job_0'))).toBe(3_000);
    expect(Number(await world.raw.zscore(`${world.keys.root}:ended`, 'job_0'))).toBeGreaterThan(DAY_MS);
  });

  test('overdue, with thousands in `due` and in `wake`', async () => {
    await using world = await openWorld();
    const pipeline = world.raw.pipeline();
    for (let index = 0; index < 3_000; index++) {
      const id = `job_${index}`;
      pipeline.hset(world.keys.job(id), { type: 'generation', run: 1, tenant: 'acme', status: 'queued', deadline_at: 2 * Date.now() });
      pipeline.zadd(world.keys.due, 1, id).zadd(world.keys.wake, 1, id);
    }
    await pipeline.exec();
    const { commands, looked } = await counted(world, (run, now) =>
      run('overdue', { now, most: 250, patience: 1, again: 30_000, longest: 600_000 }),
    );
    expect(looked).toBe(500);
    expect(commands).toBeLessThan(MOST_COMMANDS);
  });

  test('accept_batch, with as many jobs as a batch may have', async () => {
    await using world = await openWorld();
    const id = newBatchId();
    const now = world.clock.now();
    const jobs = Array.from({ length: 1_000 }, (_, index) => newJob(now, { id: batchJobId(id, index), batchId: id }));
    await world.raw.config('RESETSTAT');
    await world.store.batches.accept({ id, tenant: 'acme', createdAt: now, spec: {}, jobs, rejected: [] });
    // BullMQ's reminders use none of these.
    expect(await commandsOf(world, 'set|hset')).toBeLessThan(2_100 + 1_000); // BullMQ's own HSET
    expect(await commandsOf(world, 'sadd|hincrby|get')).toBeLessThan(10);
    expect(await world.raw.zcard(world.keys.batchJobs(id))).toBe(1_000);
    expect(await world.store.jobs.counts('acme')).toMatchObject({ queued: 1_000 });
  });

  test('place, with thousands of tenants in line', async () => {
    await using world = await openWorld();
    const pipeline = world.raw.pipeline();
    for (let index = 0; index < 3_000; index++) pipeline.zadd(world.keys.line('pending'), index, `tenant-${index}`);
    await pipeline.exec();
    const { commands, waiting } = await counted(world, (run, now) =>
      run('place', { now, tenant: 'acme', id: 'job_1', run: 1, priority: 0 }),
    );
    expect(commands).toBeLessThan(MOST_COMMANDS);
    expect(waiting).toHaveLength(1_000);
  });

  test('the next page of a list, starting anywhere among thousands of one instant', async () => {
    await using world = await openWorld();
    const index = world.keys.jobs('acme');
    const pipeline = world.raw.pipeline();
    for (let n = 0; n < 5_000; n++) pipeline.zadd(index, 1_000, `job_${n}`);
    await pipeline.exec();
    const indexes = [index, index, index];
    const { commands } = await counted(world, (run, now) =>
      run('page', { now, indexes, most: 250, after: { created_at: 1_000, id: 'job_1x' } }),
    );
    expect(commands).toBeLessThan(100);
  });

  test('look_at_reminders, with as many as one command is given', async () => {
    await using world = await openWorld();
    const ids = Array.from({ length: 200 }, (_, index) => `job_${index}.1`);
    expect((await counted(world, (run, now) => run('look_at_reminders', { now, queue: 'generation', ids }))).commands).toBeLessThan(
      MOST_COMMANDS,
    );
  });

  test('limits, when a much higher one frees thousands of slots', async () => {
    await using world = await openWorld();
    const pipeline = world.raw.pipeline();
    for (let index = 0; index < 3_000; index++) {
      pipeline.hset(world.keys.job(`job_${index}`), { type: 'generation', run: 1, tenant: 'acme', status: 'queued', line: 'pending' });
      pipeline.zadd(world.keys.line('pending:acme'), index, `job_${index}`);
    }
    pipeline.zadd(world.keys.line('pending'), 0, 'acme');
    await pipeline.exec();
    const { commands, woken } = await counted(world, (run, now) => run('limits', { now, pending: 2_500, good_for: 300_000 }));
    expect(woken.length).toBeGreaterThan(0);
    expect(commands).toBeLessThan(MOST_COMMANDS + 1_000);
  });

  test('trim_events, with a log that grew while the notifier was away', async () => {
    await using world = await openWorld();
    const pipeline = world.raw.pipeline();
    for (let index = 1; index <= 5_000; index++) pipeline.xadd(world.keys.events, `${index}-0`, 'event', 'x'.repeat(300));
    await pipeline.exec();
    await world.raw.xgroup('CREATE', world.keys.events, 'notifier', '5000-0');
    let length = 5_000;
    for (let more = 'more'; more === 'more';) {
      const { left, count } = await counted(world, (run, now) => run('trim_events', { now, keep: 0, forget: DAY_MS, most: 1_000 }));
      more = left;
      expect(count).toBeLessThanOrEqual(1_000);
      length -= count;
    }
    expect(length).toBeLessThanOrEqual(1);
  });
});

test('a round of the sweep removes 500 jobs with two deliveries each, and as many of the next ones', async () => {
  await using world = await openWorld();
  await endedJobs(world, 1_500, 2);
  world.clock.ahead = DAY_MS;
  await world.store.createSweep({ retentionMs: DAY_MS / 2 }).sweepOnce();
  const left = await world.raw.zcard(`${world.keys.root}:ended`);
  expect(left).toBeLessThanOrEqual(1_000);
  expect(left).toBeGreaterThan(0);
});
