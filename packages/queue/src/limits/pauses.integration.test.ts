import { describe, expect, test } from '@jest/globals';

import type { Change, NewJob } from '../records/job/change.ts';
import { setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DOWNLOAD = { type: 'download', request: { generation_request_id: 'g', index: 0, size_name: '4k' } } as const;

async function ask(world: World, over: Partial<NewJob> = {}) {
  return askAgain(world, await world.accept(over));
}

/** A pass over a job, up to its slot. */
async function askAgain(world: World, id: string) {
  const pass = await world.begin(id);
  const resource = pass.record.type === 'generation' ? 'pending' : `image.${id}`;
  const { code } = await world.store.passes.takeSlot(pass, {
    resource,
    dueAt: world.clock.now() + HOUR_MS,
    pausedAs: pass.record.type === 'generation' ? 'paused' : 'throttled',
  });
  return { id, code, pass };
}

const refusal = (name: string, until: number): Change => ({
  status: 'queued',
  reason: 'paused',
  leaveSlot: true,
  pause: { name, until, event: 'quota.exhausted' },
});

/** Settles the paid call of a job with a slot. */
async function settle(world: World, { pass }: { pass: Awaited<ReturnType<World['begin']>> }, change: Change) {
  const { intent, code } = await world.store.passes.intend(pass, 'generate');
  expect(code).toBe('new');
  return world.store.passes.settle(pass, intent, change);
}

const ACCEPTED = (name: string): Change => ({ status: 'waiting', set: { accepted_at: 1 }, resume: name });

const sweepOf = (world: World) => world.store.createSweep({ retentionMs: 30 * 24 * HOUR_MS });
const tend = (world: World) => sweepOf(world).tendOnce();
const record = async (world: World, id: string) => (await world.store.jobs.get(id))!;
const pauses = async (world: World) => (await world.store.overview.limits()).pauses;
const isWoken = async (world: World, id: string) => (await world.raw.zscore(world.keys.wake, id)) !== null;

/** The quota is used up, as the first job's call showed, and others wait. */
async function paused(world: World, waiting = 2) {
  const first = await ask(world);
  const until = world.clock.now() + 10 * MINUTE_MS;
  await settle(world, first, refusal('quota.default', until));
  const others = [];
  for (let n = 0; n < waiting; n++) others.push(await ask(world));
  return { first, others, until };
}

const author = { actor: { type: 'person', id: 'ann', name: 'ann' }, ip: null, requestId: null, note: 'Getty has raised it' } as const;

describe('a pause', () => {
  test('is tried at once when a person asks, by one job; the person is in the audit', async () => {
    await using world = await setup();
    const { first, others } = await paused(world);
    expect(await world.store.tryLimit('daily', author)).toBe('nothing');
    expect(await world.store.tryLimit('quota.default', author)).toBe('asked');
    await tend(world);
    const parked = [first.id, ...others.map(({ id }) => id)];
    const woken = await Promise.all(parked.map((id) => isWoken(world, id)));
    expect(woken.filter(Boolean)).toHaveLength(1);
    const tries = await askAgain(world, parked[woken.indexOf(true)]!);
    expect(tries.code).toBe('granted');
    expect((await ask(world)).code).toBe('paused');
    await settle(world, tries, ACCEPTED('quota.default'));
    expect(await pauses(world)).toEqual([]);
    const { records } = await world.store.audit.list({ tenant: null, limit: 5 });
    expect(records).toMatchObject([
      { action: 'limit.try', target: { type: 'limit', id: 'quota.default' }, note: 'Getty has raised it', tenant: null },
    ]);
  });

  test('parks all of its kind with one event; each shows when it is tried again', async () => {
    await using world = await setup();
    const { others, until } = await paused(world);
    expect(others.map(({ code }) => code)).toEqual(['paused', 'paused']);
    expect(await world.eventTypes()).toEqual(['quota.exhausted']);
    const [pause, ...more] = await pauses(world);
    expect([pause!.name, more]).toEqual(['quota.default', []]);
    expect(pause!.until).toBeGreaterThanOrEqual(until);
    expect(await record(world, others[0]!.id)).toMatchObject({ status: 'queued', reason: 'paused', resumeAt: pause!.until, slot: null });
    expect((await ask(world, { request: { prompt: 'a fox', product_id: 7 } })).code).toBe('granted');
  });

  test('lets one job probe when its time is over, however long that job waits for its slot, and no other', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: 1, queries: undefined });
    const { first } = await paused(world);
    const holder = await ask(world, { request: { prompt: 'a fox', product_id: 7 } });
    expect(holder.code).toBe('granted');
    world.clock.ahead = 11 * MINUTE_MS;
    expect((await askAgain(world, first.id)).code).toBe('waiting');
    for (const minutes of [20, 40, 80]) {
      world.clock.ahead = minutes * MINUTE_MS;
      await tend(world);
      expect((await ask(world)).code).toBe('paused');
      expect((await askAgain(world, first.id)).code).toBe('waiting');
    }
    await world.store.passes.advance(await world.begin(holder.id), { status: 'succeeded' });
    const tries = await askAgain(world, first.id);
    expect(tries.code).toBe('granted');
    await settle(world, tries, ACCEPTED('quota.default'));
    expect(await pauses(world)).toEqual([]);
  });

  test('lets one job of the daily downloads probe, also when it snoozes for its turn', async () => {
    await using world = await setup();
    const first = await ask(world, DOWNLOAD);
    await settle(world, first, { ...refusal('daily', world.clock.now() + 1_000), reason: 'throttled' });
    expect((await ask(world, DOWNLOAD)).code).toBe('paused');
    world.clock.ahead = 2_000;
    const tries = await askAgain(world, first.id);
    expect(tries.code).toBe('granted');
    await world.store.passes.advance(tries.pass, { status: 'queued', reason: 'throttled', dueAt: world.clock.now() + 5_000 });
    world.clock.ahead = 8_000;
    expect((await ask(world, DOWNLOAD)).code).toBe('paused');
    expect((await askAgain(world, first.id)).code).toBe('granted');
  });

  test.each<[string, (world: World, id: string) => Promise<unknown>]>([
    ['is canceled', (world, id) => world.store.jobs.cancel(id, 'generation')],
    ['ends for another reason', async (world, id) => settle(world, await askAgain(world, id), { status: 'failed' })],
    ['is lost with its worker', async (world) => void (world.clock.ahead += 6 * MINUTE_MS)],
  ])('passes the probe on when the probing job %s', async (_what, lose) => {
    await using world = await setup();
    const { first, others } = await paused(world);
    world.clock.ahead = 11 * MINUTE_MS;
    expect((await askAgain(world, first.id)).code).toBe('granted');
    expect((await askAgain(world, others[0]!.id)).code).toBe('paused');
    await lose(world, first.id);
    await tend(world);
    const woken = await Promise.all(others.map(({ id }) => isWoken(world, id)));
    expect(woken.filter(Boolean)).toHaveLength(1);
    const next = others[woken.indexOf(true)]!;
    expect((await askAgain(world, next.id)).code).toBe('granted');
  });

  test('is probed by a parked job that is woken for it if no other job comes', async () => {
    await using world = await setup();
    const { first, others } = await paused(world);
    world.clock.ahead = 11 * MINUTE_MS;
    await tend(world);
    await tend(world);
    const woken = await Promise.all([first, ...others].map(({ id }) => isWoken(world, id)));
    expect(woken.filter(Boolean)).toHaveLength(1);
  });

  test('continues when the probe is refused again, until the new time', async () => {
    await using world = await setup();
    const { first, others } = await paused(world);
    world.clock.ahead = 11 * MINUTE_MS;
    await settle(world, await askAgain(world, first.id), refusal('quota.default', world.clock.now() + 10 * MINUTE_MS));
    expect((await askAgain(world, others[0]!.id)).code).toBe('paused');
    expect((await record(world, others[1]!.id)).resumeAt).toBeGreaterThan(world.clock.now() + 9 * MINUTE_MS);
    expect(await world.eventTypes()).toEqual(['quota.exhausted']);
  });

  test('is not ended by a call that Getty accepted before it began to refuse', async () => {
    await using world = await setup();
    const [early, late] = [await ask(world), await ask(world)];
    const { intent } = await world.store.passes.intend(early.pass, 'generate');
    world.clock.ahead = 1_000;
    await settle(world, late, refusal('quota.default', world.clock.now() + MINUTE_MS));
    await world.store.passes.settle(early.pass, intent, ACCEPTED('quota.default'));
    expect(await pauses(world)).toHaveLength(1);
  });

  test('lasts as long as Getty asked for, though the clocks of its workers differ', async () => {
    await using world = await setup();
    const { others, until } = await paused(world);
    await using early = world.another(2_000);
    const tries = async () => {
      const { id } = others[0]!;
      const pass = await early.passes.begin(id, 1);
      if (typeof pass === 'string') throw new Error(pass);
      return early.passes.takeSlot(pass, { resource: 'pending', dueAt: world.clock.now() + HOUR_MS, pausedAs: 'paused' });
    };
    world.clock.ahead = until - Date.now() - 1_500;
    expect((await tries()).code).toBe('paused');
    world.clock.ahead += 3_000;
    expect((await tries()).code).toBe('granted');
  });

  test('stops also a call that has its slot already', async () => {
    await using world = await setup();
    const [first, second] = [await ask(world), await ask(world)];
    await settle(world, first, refusal('quota.default', world.clock.now() + MINUTE_MS));
    expect((await world.store.passes.intend(second.pass, 'generate')).code).toBe('paused');
  });

  test('without waiting jobs is forgotten when its time is over', async () => {
    await using world = await setup();
    const { first } = await paused(world, 0);
    await world.store.jobs.cancel(first.id, 'generation');
    await tend(world);
    expect(await pauses(world)).toHaveLength(1);
    world.clock.ahead = 11 * MINUTE_MS;
    await tend(world);
    expect(await pauses(world)).toEqual([]);
    const left = await world.raw.keys(`${world.keys.root}:*pause*`);
    expect(left).toEqual([]);
  });

  test('from another version of the product is forgotten as well', async () => {
    await using world = await setup();
    await world.raw.hset(world.keys.pauses, 'quota.7', world.clock.now() - 1);
    await tend(world);
    await tend(world);
    expect(await pauses(world)).toEqual([]);
  });

  test('of one product leaves the fast path of others free', async () => {
    await using world = await setup();
    await paused(world);
    const fastPath = async (product: number | undefined) => {
      const id = await world.accept({ request: { prompt: 'a fox', ...(product && { product_id: product }) } });
      const pass = await world.store.passes.begin(id, 1, 'generate');
      return typeof pass !== 'string' && pass.fastPath;
    };
    expect(await fastPath(undefined)).toBe(false);
    expect(await fastPath(7)).toBe(true);
  });
});

describe('the end of a pause', () => {
  test('moves its generations to the line for slots, tenant by tenant, without a pass over each', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: 2, queries: undefined });
    const { first } = await paused(world, 3);
    await ask(world, { tenant: 'globex' });
    world.clock.ahead = 11 * MINUTE_MS;
    await settle(world, await askAgain(world, first.id), ACCEPTED('quota.default'));
    await tend(world);
    const { pending } = await world.store.overview.limits();
    expect(pending).toMatchObject({ taken: 2, waiting: { acme: 3 } });
    expect((await world.raw.hgetall(world.keys.job(first.id)))['probes']).toBeUndefined();
  });

  test('is done in portions, which any worker continues', async () => {
    await using world = await setup();
    const { first } = await paused(world, 250);
    world.clock.ahead = 11 * MINUTE_MS;
    await settle(world, await askAgain(world, first.id), ACCEPTED('quota.default'));
    expect(await world.raw.zcard(world.keys.line('pause.quota.default:acme'))).toBe(250);
    await tend(world);
    const { pending } = await world.store.overview.limits();
    expect(pending.taken + (pending.waiting['acme'] ?? 0)).toBe(251);
    expect(await world.raw.keys(`${world.keys.root}:*pause*`)).toEqual([]);
  });

  test('wakes downloads no faster than workers begin them', async () => {
    await using world = await setup();
    const first = await ask(world, DOWNLOAD);
    await settle(world, first, refusal('daily', world.clock.now() + MINUTE_MS));
    const ids = await Promise.all(Array.from({ length: 800 }, async () => (await ask(world, DOWNLOAD)).id));
    world.clock.ahead = 2 * MINUTE_MS;
    await settle(world, await askAgain(world, first.id), ACCEPTED('daily'));
    await tend(world);
    const woken = await world.raw.zcard(world.keys.wake);
    expect(woken).toBeGreaterThan(400);
    expect(woken).toBeLessThan(700);
    for (const id of ids) if (await isWoken(world, id)) await world.begin(id);
    await tend(world);
    expect(await world.raw.zcard(world.keys.line('pause.daily:acme'))).toBe(0);
  });

  test('may be followed by the next at once: jobs not released yet keep waiting', async () => {
    await using world = await setup();
    const { first, others } = await paused(world, 2);
    world.clock.ahead = 11 * MINUTE_MS;
    await settle(world, await askAgain(world, first.id), ACCEPTED('quota.default'));
    const next = await ask(world);
    await settle(world, next, refusal('quota.default', world.clock.now() + 10 * MINUTE_MS));
    await tend(world);
    expect(await Promise.all(others.map(({ id }) => record(world, id)))).toMatchObject([{ reason: 'paused' }, { reason: 'paused' }]);
  });

  test('wakes what the previous version parked', async () => {
    await using world = await setup();
    const { first } = await paused(world, 0);
    const old = await world.accept();
    await world.raw.sadd(`${world.keys.root}:parked:quota.default`, old);
    world.clock.ahead = 11 * MINUTE_MS;
    await settle(world, await askAgain(world, first.id), ACCEPTED('quota.default'));
    await tend(world);
    expect(await isWoken(world, old)).toBe(true);
  });
});

test('a Getty that was away is asked soon, though the clock of the next Redis is behind', async () => {
  await using world = await setup();
  for (let failures = 0; failures < 3; failures++) await world.store.gettyNotes.note({ good: false, kind: 'token', cause: 'unreachable' });
  const asked: number[] = [];
  const sweep = world.store.createSweep({ retentionMs: 30 * 24 * HOUR_MS, askGetty: async ({ mostMs }) => void asked.push(mostMs) });
  world.clock.ahead = -5 * MINUTE_MS;
  await sweep.tendOnce();
  expect(asked).toHaveLength(1);
});
