import { describe, expect, test } from '@jest/globals';

import type { Weather } from '../test/outage-getty.ts';
import { setupOutage } from '../test/outage-world.ts';

type World = Awaited<ReturnType<typeof setupOutage>>;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Steps of an outage without any event. */
const LONG = 20 * SECOND;
/** Sending must continue this soon after Getty is back. */
const BACK_WITHIN = 10 * SECOND;

async function many<T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let n = 0; n < count; n++) all.push(await make(n));
  return all;
}

/** Getty goes away before anything is sent, and a few jobs discover that. */
async function awayWith(world: World, weather: Weather, jobs = 12): Promise<string[]> {
  world.getty.state.weather = weather;
  const ids = await many(jobs, (n) => (n % 4 === 3 ? world.download(n) : world.generation({ tenant: n % 2 ? 'acme' : 'globex' })));
  await world.goOn(20 * SECOND);
  return ids;
}

const AWAY: Weather[] = ['refused', '503', 'token refused', 'token 503', 'token garbage', 'credentials'];

describe.each(AWAY)('an hour of %s', (weather) => {
  test('costs unsent jobs nothing: they wait as getty_away, are sent within seconds of its end, and all succeed', async () => {
    await using world = await setupOutage();
    const ids = await awayWith(world, weather);
    expect(await world.away()).toMatchObject({ cause: weather === 'credentials' ? 'credentials' : 'unreachable' });
    await world.goOn(HOUR, LONG);
    const waiting = await world.records(ids);
    // A POST that was answered 503 may have been accepted: it is looked up.
    const unsent = waiting.filter(({ status }) => status !== 'submitting');
    expect(unsent.length).toBeGreaterThan(weather === '503' ? 3 : 11);
    for (const record of unsent) {
      expect(record).toMatchObject({ status: 'queued', reason: 'getty_away', refusals: 0, billing: { state: 'not_charged' } });
      expect(record.resumeAt! - world.clock.now()).toBeLessThan(BACK_WITHIN);
    }

    world.getty.state.weather = 'up';
    const backAt = world.clock.now();
    await world.goOn(BACK_WITHIN);
    expect(await world.away()).toBeNull();
    expect(world.getty.since(backAt).some(({ kind }) => kind === 'generate' || kind === 'start_download')).toBe(true);
    expect((await world.records(ids)).filter(({ reason }) => reason === 'getty_away')).toEqual([]);
    expect(world.noted.map(({ code }) => code).filter((code) => code !== 'doubted')).toEqual(['away', 'back']);
    await world.goOn(10 * MINUTE, 2 * SECOND);
    const ended = (await world.records(ids)).map(({ status }) => status);
    expect(ended.filter((status) => status === 'succeeded').length).toBeGreaterThan(weather === '503' ? 3 : 11);
    expect(ended.filter((status) => status === 'failed' || status === 'expired')).toEqual([]);
    expect(world.getty.made.length).toBeLessThanOrEqual(9);
  });

  test('is probed by one call every few seconds, and by nothing else', async () => {
    await using world = await setupOutage();
    await awayWith(world, weather);
    const from = world.clock.now();
    await world.goOn(5 * MINUTE);
    const calls = world.getty.since(from);
    expect(calls.filter(({ kind }) => kind === 'generate' || kind === 'start_download')).toEqual([]);
    expect(calls.length).toBeGreaterThan((5 * MINUTE) / BACK_WITHIN);
    expect(calls.length).toBeLessThan((5 * MINUTE) / (2 * SECOND));
  });
});

describe('when Getty is away', () => {
  test('what it has waits without calls, and is polled within seconds of its return', async () => {
    await using world = await setupOutage();
    const accepted = await many(6, () => world.generation());
    await world.goOn(2 * SECOND);
    world.getty.state.weather = 'refused';
    await world.goOn(MINUTE);
    const from = world.clock.now();
    await world.goOn(10 * MINUTE);
    expect(world.getty.since(from).length).toBeLessThan(10 * 30);
    world.getty.state.weather = 'up';
    await world.goOn(BACK_WITHIN);
    expect((await world.records(accepted)).map(({ status }) => status)).toEqual(accepted.map(() => 'succeeded'));
  });

  test('what it has is polled once more at its deadline, and expires there if Getty is still away', async () => {
    await using world = await setupOutage();
    const id = await world.generation({
      request: { deadline: new Date(world.clock.now() + 5 * MINUTE).toISOString() },
      deadlineAt: world.clock.now() + 5 * MINUTE,
    });
    await world.goOn(2 * SECOND);
    world.getty.state.weather = 'refused';
    await world.goOn(4 * MINUTE);
    expect((await world.record(id)).status).toBe('waiting');
    await world.goOn(MINUTE + 3 * SECOND);
    expect(await world.record(id)).toMatchObject({ status: 'expired', billing: { state: 'charged' } });
  });

  test('unsent jobs end by their own deadline, or when they are canceled', async () => {
    await using world = await setupOutage();
    await awayWith(world, 'refused');
    const deadlineAt = world.clock.now() + 30 * SECOND;
    const [late, canceled] = [await world.generation({ deadlineAt }), await world.generation()];
    await world.goOn(29 * SECOND);
    expect((await world.record(late)).status).toBe('queued');
    await world.goOn(2 * SECOND);
    expect(await world.record(late)).toMatchObject({ status: 'expired', billing: { state: 'not_charged' } });
    await world.store.jobs.cancel(canceled, 'generation');
    expect(await world.record(canceled)).toMatchObject({ status: 'canceled' });
  });

  test('an unknown outcome is not held: only a look-up that worked counts', async () => {
    await using world = await setupOutage();
    world.getty.state.instead.set('generate', { status: 502 });
    const id = await world.generation();
    await world.goOn(SECOND);
    world.getty.state.instead.clear();
    world.getty.state.weather = '503';
    await world.goOn(2 * HOUR, LONG);
    expect((await world.record(id)).status).toBe('submitting');
    world.getty.state.weather = 'up';
    await world.goOn(BACK_WITHIN);
    expect(await world.record(id)).toMatchObject({ status: 'held', error: { code: 'outcome_unknown' } });
  });

  test('a generation with a lost answer is found as soon as Getty is back', async () => {
    await using world = await setupOutage();
    world.getty.state.lost.add('generate');
    const id = await world.generation();
    await world.goOn(500);
    world.getty.state.lost.clear();
    world.getty.state.weather = '503';
    await world.goOn(HOUR, LONG);
    expect((await world.record(id)).status).toBe('submitting');
    world.getty.state.weather = 'up';
    await world.goOn(BACK_WITHIN);
    expect((await world.record(id)).status).toBe('succeeded');
  });

  test('the line keeps its order, and no slot is lost', async () => {
    await using world = await setupOutage({ GETTY_MAX_PENDING: '2' });
    world.getty.state.weather = 'refused';
    const ids = await many(10, () => world.generation());
    await world.goOn(HOUR, LONG);
    world.getty.state.weather = 'up';
    await world.goOn(5 * MINUTE);
    expect(await world.allEnded(ids)).toBe(true);
    const order = world.getty.made.map(({ notes }) => ids.findIndex((id) => notes.includes(id)));
    expect(order).toEqual(ids.map((_id, index) => index));
    expect(await world.leftovers()).toEqual([]);
  });
});

describe('not an outage', () => {
  test('a single failure: the call is repeated soon', async () => {
    await using world = await setupOutage();
    world.getty.state.weather = 'refused';
    const id = await world.generation();
    await world.passOver(id);
    world.getty.state.weather = 'up';
    expect(await world.record(id)).toMatchObject({ status: 'queued', reason: 'getty_away', refusals: 0 });
    expect(await world.away()).toBeNull();
    await world.goOn(BACK_WITHIN);
    expect((await world.record(id)).status).toBe('waiting');
  });

  test.each(['history', 'poll', 'generate', 'start_download', 'poll_download'] as const)(
    'one kind of call that fails, %s',
    async (kind) => {
      await using world = await setupOutage();
      world.getty.state.instead.set(kind, { status: 503 });
      const jobs = [...(await many(4, () => world.generation())), ...(await many(4, (n) => world.download(n)))];
      await world.goOn(MINUTE);
      expect(world.noted.filter(({ code }) => code === 'away')).toEqual([]);
      expect((await world.records(jobs)).filter(({ reason }) => reason === 'getty_away')).toEqual([]);
    },
  );

  test('a paid call that is refused as unauthorized each time: the job ends after twenty, free of charge', async () => {
    await using world = await setupOutage();
    world.getty.state.instead.set('generate', { status: 401 });
    const id = await world.generation();
    for (let minutes = 0; minutes < 60 && !(await world.allEnded([id])); minutes++) await world.goOn(MINUTE, 5_000);
    const { status, error, refusals, billing } = await world.record(id);
    expect({ status, code: error?.code, refusals, billing: billing.state }).toEqual({
      status: 'failed',
      code: 'getty_auth',
      refusals: 20,
      billing: 'not_charged',
    });
  });
});
