import { request } from 'node:http';

import type { Job, JobId } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';
import { systemClock, type Clock } from '@darkroom/runtime';
import { ownRedis, PATIENCE_MS, waitFor } from '@darkroom/testkit';

import { openStream } from '../test/follow-stream.ts';
import { jobOf, KEYS, setup, succeeded, type Answered } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const FOX = { prompt: 'a fox in the snow' };

function submit(world: World, prefer: string, headers: Record<string, string> = {}): Promise<Answered> {
  return world.call('/v1/generations', { body: FOX, headers: { prefer, ...headers } });
}

/** The job that was accepted last, once it exists. */
async function newest(world: World): Promise<JobId> {
  const list = async () => ((await world.call('/v1/jobs?limit=1')).json as { data: Job[] }).data[0]?.id;
  return waitFor(list, { what: 'the job' });
}

test('a submission that waits is answered 200 with the job as soon as it has ended', async () => {
  await using world = await setup();
  const answering = submit(world, 'wait=20');
  await world.settle(await newest(world), succeeded('g-1'));
  const answered = await answering;
  expect(jobOf(answered, 200)).toMatchObject({ status: 'succeeded', result: { generation_request_id: 'g-1' } });
  expect(answered.headers.get('preference-applied')).toBe('wait=20');
  expect(answered.headers.has('location')).toBe(false);
});

test('so is a download', async () => {
  await using world = await setup();
  const generation = await world.generation(succeeded('g-1'));
  const body = { job_id: generation.id, index: 0, size_name: '1k' };
  const answering = world.call('/v1/downloads', { body, headers: { prefer: 'wait' } });
  await waitFor(async () => (await newest(world)) !== generation.id, { what: 'the download' });
  await world.store.jobs.cancel(await newest(world), 'download');
  const answered = await answering;
  expect([jobOf(answered, 200).status, answered.headers.get('preference-applied')]).toEqual(['canceled', 'wait=30']);
});

test('a job that has not ended in time, also a held one, is answered 202 in its latest known state', async () => {
  const over = Promise.withResolvers<void>();
  const sleep: Clock['sleep'] = (ms, signal) => (ms === 5_000 ? over.promise : systemClock.sleep(ms, signal));
  await using world = await setup({ sleep });
  await using events = await openStream(world.api.port, '/v1/events');
  const answering = submit(world, 'wait=5');
  await world.settle(await newest(world), { status: 'held', event: 'generation.held' });
  await waitFor(() => events.frames().some(({ event }) => event === 'generation.held'), { what: 'the api to know it' });
  over.resolve();
  const answered = await answering;
  expect(jobOf(answered, 202).status).toBe('held');
  expect(answered.headers.get('location')).toMatch(/^\/v1\/jobs\/job_/);
});

test('a replay waits as well, and is answered at once if the job has ended already', async () => {
  await using world = await setup();
  const key = { 'idempotency-key': 'k' };
  const { id } = jobOf(await submit(world, 'respond-async', key), 202);
  const answering = submit(world, 'wait=20', key);
  await waitFor(async () => (await world.call('/metrics', { tenant: null })).text.includes('outcome="replayed",app="api"} 1'), {
    what: 'the replay to have come',
  });
  await world.settle(id, succeeded('g-1'));
  for (const answered of [await answering, await submit(world, 'wait=20', key)]) {
    expect(jobOf(answered, 200)).toMatchObject({ id, status: 'succeeded' });
    expect(answered.headers.get('idempotent-replayed')).toBe('true');
  }
  expect(jobOf(await submit(world, 'return=minimal', key), 202).status).toBe('succeeded');
});

test('a hundred that wait use one connection to Redis, and send it no commands', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ redis: { url: redis.url, prefix: 'wait' }, redisPatienceMs: PATIENCE_MS });
  const counters = async () => ({
    connections: String(await redis.command('CLIENT', 'LIST', 'TYPE', 'normal'))
      .split('\n')
      .filter(Boolean).length,
    reads: Number(/cmdstat_hgetall:calls=(\d+)/.exec(String(await redis.command('INFO', 'commandstats')))?.[1] ?? 0),
  });
  const alone = await world.submit();
  const beforeCancel = await counters();
  await world.store.jobs.cancel(alone.id, 'generation');
  const before = await counters();
  const answering = Promise.all(Array.from({ length: 100 }, () => submit(world, 'wait=30')));
  await waitFor(async () => (await world.count()) === 101, { what: 'all to be taken in' });
  // Each looks once whether its job has ended already.
  await waitFor(async () => (await counters()).reads >= before.reads + 100, { what: 'all to wait' });
  const { data } = (await world.call('/v1/jobs?limit=100')).json as { data: Job[] };
  const asked = await counters();
  expect(asked.connections - before.connections).toBe(1);
  for (const { id } of data) await world.store.jobs.cancel(id, 'generation');
  const answers = await answering;
  expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200));
  const after = await counters();
  expect(after.reads - asked.reads).toBe(100 * (before.reads - beforeCancel.reads)); // no more than the cancels themselves
});

test('a caller that leaves frees what waited for it', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ redis: { url: redis.url, prefix: 'wait' }, redisPatienceMs: PATIENCE_MS });
  const connections = async () =>
    String(await redis.command('CLIENT', 'LIST', 'TYPE', 'normal'))
      .split('\n')
      .filter(Boolean).length;
  const before = await connections();
  const asked = request({
    port: world.api.port,
    path: '/v1/generations',
    method: 'POST',
    headers: { authorization: `Bearer ${KEYS.acme}`, 'content-type': 'application/json', prefer: 'wait=60' },
  });
  asked.on('error', () => undefined); // it is cut here, on purpose
  asked.end(JSON.stringify(FOX));
  await newest(world);
  await waitFor(async () => (await connections()) === before + 1, { what: 'the log to be followed' });
  asked.destroy();
  await waitFor(async () => (await connections()) === before, { what: 'the log to have no reader' });
  const line = JSON.parse(world.lines.find((text) => text.includes('"status":499'))!) as unknown;
  expect(line).toMatchObject({ route: '/v1/generations', status: 499, outcome: 'accepted' });
});

test('when the API stops, waiting callers are answered 202 at once', async () => {
  await using world = await setup();
  const answering = submit(world, 'wait=60');
  await newest(world);
  await world.api.stop();
  // Long before its minute is over: this test has half of that.
  expect(jobOf(await answering, 202).status).toBe('queued');
});

test('an outage of Redis in between loses no end of a job', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ redis: { url: redis.url, prefix: 'wait' }, redisPatienceMs: PATIENCE_MS });
  const answering = submit(world, 'wait=60');
  const id = await newest(world);
  await redis.kill();
  await redis.restart();
  await world.store.jobs.cancel(id, 'generation');
  expect(jobOf(await answering, 200).status).toBe('canceled');
});
