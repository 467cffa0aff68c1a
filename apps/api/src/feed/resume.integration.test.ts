import type { JobId } from '@darkroom/contracts';
import type { Pass } from '@darkroom/queue';
import { expect, test } from '@jest/globals';
import { ownRedis, testRedis, waitFor } from '@darkroom/testkit';

import { eventSource } from '../test/follow-stream.ts';
import { setup, succeeded } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const EVENTS = 1_000;
const TYPES = ['generation.waiting', 'generation.canceled', 'generation.succeeded', 'resync'];

/** Random-looking numbers that are the same in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A public client that is killed at random repeatedly, and replaced by a new one with the last seen id. */
function killedClient(world: World, path: string, after?: string) {
  const random = seeded(7);
  const seen: string[] = [];
  const open = () => {
    const client = eventSource(world.api.port, path, {
      types: TYPES,
      after: seen.at(-1) ?? after,
      onEvent: (id) => {
        if (current === client) seen.push(id); // a dead one sees nothing
      },
    });
    return client;
  };
  let current: ReturnType<typeof eventSource> | undefined;
  current = open();
  let kills = 0;
  const kill = () => {
    current?.[Symbol.dispose]();
    current = open();
    kills++;
    timer = setTimeout(kill, 5 + random() * 150);
  };
  let timer = setTimeout(kill, 5 + random() * 150);
  return {
    seen,
    kills: () => kills,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      current?.[Symbol.dispose]();
    },
  };
}

/** All ids that the feed pages give, in order. */
async function fedIds(world: World, path: string): Promise<string[]> {
  const ids: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const query: string = next === '' ? '' : `?after=${next}`;
    const answered = await world.call(`${path}${query}`, { headers: { accept: 'application/json' } });
    const page = answered.json as { data: { id: string }[]; next_cursor: string | null };
    ids.push(...page.data.map(({ id }) => id));
    next = page.next_cursor;
  }
  return ids;
}

/** Submits and cancels a generation: one event. */
async function canceled(world: World): Promise<void> {
  const { id } = await world.submit();
  await world.store.jobs.cancel(id, 'generation');
}

/** A step of a job with an event. */
async function step(world: World, id: JobId, change: Parameters<World['store']['passes']['advance']>[1]): Promise<void> {
  await world.store.passes.advance((await world.store.passes.begin(id, 1)) as Pass, change);
}

test('a client killed at random misses no event of its tenant and sees none twice', async () => {
  await using redis = testRedis();
  await using world = await setup({ redis });
  await canceled(world);
  const [first] = await fedIds(world, '/v1/events');
  using client = killedClient(world, '/v1/events', first);
  for (let count = 1; count < EVENTS || client.kills() <= 5; count += 20) {
    await Promise.all(Array.from({ length: 20 }, () => canceled(world)));
  }
  const ids = (await fedIds(world, '/v1/events')).slice(1);
  await waitFor(() => client.seen.length >= ids.length, { what: `${ids.length} events` });
  expect(client.seen).toEqual(ids);
  expect(ids.length).toBeGreaterThanOrEqual(EVENTS - 1);
  expect(client.kills()).toBeGreaterThan(5);
});

test("nor of its job, among another job's, up to the end", async () => {
  await using redis = testRedis();
  await using world = await setup({ redis });
  const { id } = await world.submit();
  const other = await world.submit();
  using client = killedClient(world, `/v1/jobs/${id}/events`);
  for (let count = 1; count < EVENTS; count++) {
    await step(world, id, { status: 'waiting', event: 'generation.waiting' });
    if (count % 10 === 0) await step(world, other.id, { status: 'waiting', event: 'generation.waiting' });
  }
  await step(world, id, succeeded('g-1'));
  const ids = await fedIds(world, `/v1/jobs/${id}/events`);
  await waitFor(() => client.seen.length >= ids.length, { what: `${ids.length} events` });
  expect(client.seen).toEqual(ids);
  expect(ids).toHaveLength(EVENTS);
  expect(client.kills()).toBeGreaterThan(5);
});

test('with Redis killed repeatedly in between, an open stream continues, and a killed client too', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ redis: { url: redis.url, prefix: 'resume' } });
  await canceled(world);
  const [first] = await fedIds(world, '/v1/events');
  const steady: string[] = [];
  let broken = 0;
  using open = eventSource(world.api.port, '/v1/events', { types: TYPES, after: first, onEvent: (id) => steady.push(id) });
  open.source.addEventListener('error', () => broken++);
  using client = killedClient(world, '/v1/events', first);
  const count = async (): Promise<void> => {
    const { id } = await waitFor(() => world.submit(), { what: 'Redis to take a job' });
    await waitFor(() => world.store.jobs.cancel(id, 'generation'), { what: 'Redis to cancel it' });
  };
  const restart = async (): Promise<void> => {
    await redis.kill();
    await redis.restart();
  };
  for (let round = 0; round < 5; round++) {
    await Promise.all(Array.from({ length: 40 }, count));
    await Promise.all([restart(), ...Array.from({ length: 10 }, count)]);
  }
  const ids = (await waitFor(() => fedIds(world, '/v1/events'), { what: 'the feed' })).slice(1);
  await waitFor(() => steady.length >= ids.length && client.seen.length >= ids.length, { what: `${ids.length} events` });
  expect(steady).toEqual(ids);
  expect(client.seen).toEqual(ids);
  expect(broken).toBe(0);
});

test('a client with a broken connection reconnects, and continues after what it has seen', async () => {
  await using redis = testRedis();
  await using world = await setup({ redis });
  const seen: string[] = [];
  using client = eventSource(world.api.port, '/v1/events', { types: TYPES, onEvent: (id) => seen.push(id) });
  const opened = () => new Promise((resolve) => client.source.addEventListener('open', resolve, { once: true }));
  await opened();
  await canceled(world);
  await waitFor(() => seen.length === 1, { what: 'the first event' });
  const again = opened();
  client.breakOff();
  await canceled(world);
  await again;
  await canceled(world);
  const ids = await fedIds(world, '/v1/events');
  await waitFor(() => seen.length >= 3, { what: 'all events' });
  expect(seen).toEqual(ids);
});
