import { describe, expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import type { Change } from '../records/job/change.ts';
import { resumeAt } from '../present/present-job.ts';
import { LIMITS_GOOD_FOR_MS } from './query-budget.ts';
import { setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const ACCEPTED: Change = { status: 'waiting', set: { accepted_at: 1 } };
const REFUSED: Change = { status: 'queued', refused: { limit: 'pending', epoch: '0' }, leaveSlot: true };

/** Brings a generation to its paid call; undefined if it has to wait for a slot. */
async function send(world: World) {
  const pass = await world.begin(await world.accept());
  const { code } = await world.store.passes.takeSlot(pass, { resource: 'pending', dueAt: world.clock.now() + 600_000 });
  if (code !== 'granted') return undefined;
  const { intent } = await world.store.passes.intend(pass, 'generate');
  return { pass, settle: (change: Change) => world.store.passes.settle(pass, intent, change) };
}

async function ceiling(world: World): Promise<number> {
  return Number(await world.raw.hget(`${world.keys.root}:found`, 'pending'));
}

describe('the ceiling of pending generations', () => {
  test('begins at eight and doubles with accepted calls, while all slots are taken', async () => {
    await using world = await setup();
    const calls = [];
    for (let n = 0; n < 10; n++) calls.push(await send(world));
    expect(calls.filter((call) => call !== undefined)).toHaveLength(8);
    for (const call of calls) await call?.settle(ACCEPTED);
    expect(await ceiling(world)).toBeGreaterThan(8);
  });

  test('falls at a refusal to what Getty certainly has, once for all calls that were on their way', async () => {
    await using world = await setup();
    const calls = [];
    for (let n = 0; n < 8; n++) calls.push((await send(world))!);
    for (const call of calls.slice(0, 5)) await call.settle(ACCEPTED);
    for (const call of calls.slice(5)) await call.settle(REFUSED);
    expect(await ceiling(world)).toBe(5);
    expect(await send(world)).toBeUndefined();
  });

  test('rises again to what turns out to be accepted', async () => {
    await using world = await setup();
    const calls = [];
    for (let n = 0; n < 8; n++) calls.push((await send(world))!);
    await calls[0]!.settle(REFUSED);
    for (const call of calls.slice(1, 6)) await call.settle(ACCEPTED);
    expect(await ceiling(world)).toBe(5);
  });

  test('falls once, however many calls of slots granted before were on their way', async () => {
    await using world = await setup();
    const calls = [];
    for (let n = 0; n < 8; n++) calls.push((await send(world))!);
    for (const call of calls.slice(0, 4)) await call.settle(ACCEPTED);
    for (const call of calls.slice(4)) await call.settle(REFUSED);
    expect(await ceiling(world)).toBe(4);
    const found = await world.raw.hgetall(`${world.keys.root}:found`);
    expect(found).toMatchObject({ pending_epoch: '1', pending_probe_ms: '5000' });
  });

  test('is tried again as soon after a large fall as after a small one', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: undefined, queries: undefined });
    const accepted = [];
    for (let n = 0; n < 6; n++) {
      const call = (await send(world))!;
      await call.settle(ACCEPTED);
      accepted.push(call.pass);
    }
    // Getty now accepts three: each generation that ends lets one more call be refused, until only that many are left.
    for (let epoch = 0; epoch < 4; epoch++) {
      await (await send(world))!.settle({ ...REFUSED, refused: { limit: 'pending', epoch: `${epoch}` } });
      const { id } = accepted.pop()!.record;
      await world.store.passes.advance(await world.begin(id), { status: 'succeeded', leaveSlot: true });
    }
    expect(await world.raw.hget(`${world.keys.root}:found`, 'pending_probe_ms')).toBe('5000');
  });

  test('stops sending for a time if Getty holds nothing and refuses again', async () => {
    await using world = await setup();
    await (await send(world))!.settle(REFUSED);
    await (await send(world))!.settle({ ...REFUSED, refused: { limit: 'pending', epoch: '1' } });
    expect(await send(world)).toBeUndefined();
    const taken = async () => world.raw.zcard(world.keys.slots('pending'));
    expect(await taken()).toBe(0);
    world.clock.ahead = 2_500;
    await send(world); // any request lets the first in line go
    expect(await taken()).toBe(1);
  });

  test('takes back an unused slot that was granted before it fell', async () => {
    await using world = await setup();
    const granted = async () => {
      const pass = await world.begin(await world.accept());
      await world.store.passes.takeSlot(pass, { resource: 'pending', dueAt: world.clock.now() + 600_000 });
      return pass;
    };
    const [first, second] = [(await send(world))!, (await send(world))!];
    await first.settle(ACCEPTED);
    const unused = await granted();
    await second.settle(REFUSED);
    expect((await world.store.passes.intend(unused, 'generate')).code).toBe('no_slot');
    const again = await world.begin(unused.record.id);
    const answer = await world.store.passes.takeSlot(again, { resource: 'pending', dueAt: world.clock.now() + 600_000 });
    expect([answer, await ceiling(world)]).toEqual([{ code: 'waiting' }, 1]);
  });

  test('counts what was sent a while ago without an answer as being at Getty', async () => {
    await using world = await setup();
    const calls = [];
    for (let n = 0; n < 8; n++) calls.push((await send(world))!);
    world.clock.ahead = 3_001;
    const last = (await send(world)) ?? calls.pop()!;
    await last.settle(REFUSED);
    expect(await ceiling(world)).toBe(7);
  });

  test('from the settings is not changed', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: 2, queries: undefined });
    await (await send(world))!.settle(ACCEPTED);
    await (await send(world))!.settle(REFUSED);
    expect(await ceiling(world)).toBe(0);
    expect(await send(world)).toBeDefined();
    expect(await send(world)).toBeUndefined();
  });
});

describe('a limit from the settings of one worker', () => {
  test('is not changed by a worker without one, and expires when no worker sets it any more', async () => {
    await using world = await setup();
    const limits = async () => {
      const { pending, queries } = await world.store.overview.limits();
      return { pending: pending.given ? pending.limit : null, queries: queries.limit };
    };
    await world.store.queries.setLimits({ pending: 3, queries: 5 });
    await world.store.queries.setLimits({ pending: undefined, queries: undefined });
    const before = Date.now();
    await world.store.queries.setLimits({ pending: 4, queries: undefined });
    expect(await limits()).toEqual({ pending: 4, queries: 5 });

    const { limits: key } = world.keys;
    expect(await world.raw.pexpiretime(key('pending'))).toBeGreaterThanOrEqual(before + LIMITS_GOOD_FOR_MS);
    for (const name of ['pending', 'queries'] as const) await world.raw.pexpire(key(name), 1);
    const lapsed = async () => Object.values(await limits()).every((limit) => limit === null);
    await waitFor(lapsed, { what: 'both limits to lapse' });
    expect((await world.begin(await world.accept())).paced).toBe(false);
  });
});

test('shows the limits, their use and who waits', async () => {
  await using world = await setup();
  expect(await world.store.overview.limits()).toEqual({
    pending: { limit: 8, given: false, met: false, taken: 0, waiting: {} },
    queries: { limit: null, given: false, waiting: { poll: 0, paid: 0 } },
    pauses: [],
    gettyAway: null,
  });
  await world.store.queries.setLimits({ pending: 1, queries: 5 });
  for (let n = 0; n < 3; n++) await send(world);
  expect(await world.store.overview.limits()).toMatchObject({
    pending: { limit: 1, given: true, met: true, taken: 1, waiting: { acme: 2 } },
    queries: { limit: 5, given: true },
  });
});

test('shows how many jobs wait for a turn', async () => {
  await using world = await setup();
  await world.store.queries.setLimits({ pending: 1, queries: 0.01 });
  const holder = await world.begin(await world.accept());
  await world.store.passes.takeSlot(holder, { resource: 'pending', dueAt: world.clock.now() + 600_000 });
  expect((await askTurn(world, 'paid')).answer.code).toBe('turn');
  for (const tenant of ['acme', 'other', 'other']) await askTurn(world, 'paid', tenant);
  for (const tenant of ['acme', 'other']) await askTurn(world, 'poll', tenant);
  await world.store.passes.takeTurn(holder, wanted(world, 'paid'));
  expect((await world.store.overview.limits()).queries.waiting).toEqual({ poll: 2, paid: 4 });
});

const wanted = (world: World, kind: 'poll' | 'paid') => ({ class: kind, dueAt: world.clock.now() + 600_000 });
const found = async (world: World) => world.raw.hgetall(`${world.keys.root}:found`);

/** A pass that requests a turn. */
const askTurn = async (world: World, kind: 'poll' | 'paid', tenant = 'acme') => {
  const pass = await world.begin(await world.accept({ tenant }));
  return { pass, answer: await world.store.passes.takeTurn(pass, wanted(world, kind)) };
};

describe('queries per second', () => {
  const REFUSED_BY_QUERIES: Change = { status: 'waiting', refused: { limit: 'queries', epoch: '0' } };
  const refuse = async (world: World) => world.store.passes.advance(await world.begin(await world.accept()), REFUSED_BY_QUERIES);
  test('take no turns before the first refusal', async () => {
    await using world = await setup();
    expect((await world.begin(await world.accept())).paced).toBe(false);
    expect(await world.store.queries.reserve('read', 0)).toEqual({ code: 'turn', waitMs: 0 });
  });

  test('are ten after the first refusal, and its epoch ends', async () => {
    await using world = await setup();
    await refuse(world);
    await refuse(world);
    expect(await found(world)).toMatchObject({ queries: '10', queries_epoch: '1' });
    expect((await world.begin(await world.accept())).paced).toBe(true);
  });

  test('without a turn within a second wait in line, and book nothing', async () => {
    await using world = await setup();
    world.clock.stoppedAt = Date.now();
    await world.store.queries.setLimits({ pending: undefined, queries: 5 });
    const codes = [];
    for (let n = 0; n < 20; n++) codes.push((await askTurn(world, 'paid')).answer.code);
    expect(codes.filter((code) => code === 'turn').length).toBeGreaterThanOrEqual(3);
    expect(codes.filter((code) => code === 'turn').length).toBeLessThanOrEqual(8);
    expect(codes.slice(-10)).toEqual(Array.from({ length: 10 }, () => 'waiting'));
    const bookedAt = Number(await world.raw.get(`${world.keys.root}:turns`));
    expect(bookedAt - world.clock.now()).toBeLessThanOrEqual(1_400);
  });

  test('get the same answer when repeated', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: undefined, queries: 1 });
    const { pass, answer } = await askTurn(world, 'paid');
    expect(answer.code).toBe('turn');
    expect((await world.store.passes.takeTurn(pass, wanted(world, 'paid'))).code).toBe('turn');
    const waiting = await askTurn(world, 'paid');
    expect(waiting.answer.code).toBe('waiting');
    expect((await world.store.passes.takeTurn(waiting.pass, wanted(world, 'paid'))).code).toBe('waiting');
    expect(await world.raw.zcard(`${world.keys.root}:line:turn.paid:acme`)).toBe(1);
  });

  test('alternate between jobs with a slot and others, so that no slot waits behind a backlog of downloads', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: 1, queries: 10 });
    const backlog = [];
    while (backlog.filter(({ answer }) => answer.code === 'waiting').length < 40) backlog.push(await askTurn(world, 'paid'));
    const holder = await world.begin(await world.accept());
    await world.store.passes.takeSlot(holder, { resource: 'pending', dueAt: world.clock.now() + 600_000 });
    await world.store.passes.takeTurn(holder, wanted(world, 'paid'));
    const lineOf = async (id: string) => (await world.store.jobs.get(id))!.line;
    expect(await lineOf(holder.record.id)).toBe('turn.slot');

    const handedOut = async () => {
      await world.store.queries.reserve('read', 0);
      return (await lineOf(holder.record.id)) === null;
    };
    await waitFor(handedOut, { what: 'the holder of the slot to have its turn' });
    expect(await world.raw.zcard(`${world.keys.root}:line:turn.paid:acme`)).toBeGreaterThan(0);
  });

  test('are never shown as due in the past', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: undefined, queries: 0.01 });
    await askTurn(world, 'paid');
    const pass = await world.begin(await world.accept());
    await world.store.passes.takeTurn(pass, { ...wanted(world, 'paid'), status: 'queued', reason: 'throttled' });
    const shown = async () => Date.parse(resumeAt((await world.store.jobs.get(pass.record.id))!)!);
    expect(await shown()).toBeGreaterThan(world.clock.now());
    world.clock.ahead = 3_600_000;
    const asked = world.clock.now();
    expect(await shown()).toBeGreaterThanOrEqual(asked);
  });

  test('leave the line with a cancel', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: undefined, queries: 1 });
    await askTurn(world, 'paid');
    const { pass, answer } = await askTurn(world, 'paid');
    expect(answer.code).toBe('waiting');
    expect((await world.store.jobs.get(pass.record.id))!.line).toBe('turn.paid');
    await world.store.jobs.cancel(pass.record.id, 'generation');
    expect(await world.raw.exists(`${world.keys.root}:line:turn.paid`)).toBe(0);
  });

  test('for people are refused at once if there is no turn, and book nothing', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: undefined, queries: 10 });
    const codes = [];
    for (let n = 0; n < 300; n++) codes.push((await world.store.queries.reserve('read', 2_000)).code);
    expect(codes.filter((code) => code === 'turn').length).toBeLessThan(60);
    expect((await askTurn(world, 'paid')).answer).toMatchObject({ code: 'turn' });
  });

  test('for a token get a turn before all that wait', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: undefined, queries: 1 });
    for (let n = 0; n < 30; n++) await askTurn(world, 'paid');
    const first = await world.store.queries.reserve('token', 1_000);
    expect(first.code).toBe('turn');
    expect(first.waitMs).toBeLessThanOrEqual(1_000);
    // A second worker that starts now comes after it, and books nothing until then.
    expect(await world.store.queries.reserve('token', 500)).toMatchObject({ code: 'late' });
  });
});

describe('a Redis whose clock is five minutes behind that of the one before', () => {
  test('gives turns at once, also for calls that are no job’s', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: undefined, queries: 5 });
    await world.store.queries.reserve('token', 1_000);
    const { pass } = await askTurn(world, 'poll');
    world.clock.ahead = -5 * 60_000;
    expect(await world.store.queries.reserve('token', 1_000)).toMatchObject({ code: 'turn' });
    expect((await askTurn(world, 'paid')).answer).toMatchObject({ code: 'turn' });
    const again = await world.store.passes.takeTurn(pass, wanted(world, 'poll'));
    expect(again.code === 'turn' ? again.waitMs : again.code).toBeLessThan(1_000); // its turn was by the other clock
  });

  test('begins the window of an API key’s requests anew', async () => {
    await using world = await setup();
    const take = () => world.store.requestWindows.take('key', { most: 10, portion: 10 });
    expect(await take()).toMatchObject({ taken: 10, left: 0 });
    expect(await take()).toMatchObject({ taken: 0 });
    await world.raw.pexpire(`${world.keys.root}:requests:key.10`, 5 * 60_000);
    expect(await take()).toMatchObject({ taken: 10 });
    expect((await take()).endsInMs).toBeLessThanOrEqual(60_000);
  });
});
