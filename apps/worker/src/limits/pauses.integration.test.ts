import { describe, expect, test } from '@jest/globals';

import { download, movingWorld } from '../test/moving-world.ts';
import { setupOutage } from '../test/outage-world.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAILY = { status: 429, body: { ErrorCode: 'DailyRequestLimitExceeded' } };
const QUOTA = { status: 403, body: { ErrorCode: 'ProductQuotaExceeded' } };

test.each([undefined, '1', '60', '86400000', '-5', 'Thu, 01 Jan 1970 00:00:00 GMT', 'Sun, 01 Mar 2099 12:00:00 GMT'])(
  'downloads continue within a day after the daily limit, with Retry-After %p and calls that wait for their turn',
  async (retryAfter) => {
    await using world = await setupOutage();
    await world.store.queries.setLimits({ pending: undefined, queries: 0.4 });
    world.getty.state.instead.set('start_download', { ...DAILY, ...(retryAfter && { headers: { 'retry-after': retryAfter } }) });
    const deadlineAt = world.clock.now() + 72 * HOUR;
    const ids: string[] = [];
    for (let image = 0; image < 4; image++) ids.push(await world.download(image, { deadlineAt }));
    await world.goOn(20 * SECOND);
    expect(await world.pauses()).toEqual(['daily']);
    for (const { reason, resumeAt } of await world.records(ids)) {
      expect(reason).toBe('throttled');
      expect(resumeAt! - world.clock.now()).toBeLessThanOrEqual(24 * HOUR);
    }
    world.getty.state.instead.clear();
    await world.goOn(25 * HOUR, 5 * MINUTE);
    await world.store.queries.setLimits({ pending: undefined, queries: 0.4 });
    await world.goOn(5 * MINUTE, SECOND);
    expect((await world.records(ids)).map(({ status }) => status)).toEqual(ids.map(() => 'succeeded'));
    expect(await world.leftovers()).toEqual([]);
  },
);

test.each([
  ['30', 30 * SECOND],
  [undefined, 10 * MINUTE],
  ['86400000', HOUR],
])('a used-up quota with Retry-After %p is tried after %d ms, and not before', async (retryAfter, triedAfterMs) => {
  await using world = await setupOutage();
  world.getty.state.instead.set('generate', { ...QUOTA, ...(retryAfter && { headers: { 'retry-after': retryAfter } }) });
  const ids = [await world.generation(), await world.generation(), await world.generation()];
  await world.goOn(2 * SECOND);
  const refusedAt = world.getty.calls.findLast(({ kind }) => kind === 'generate')!.at;
  for (const { reason, resumeAt } of await world.records(ids)) {
    expect(reason).toBe('paused');
    expect(resumeAt! - refusedAt).toBeLessThanOrEqual(triedAfterMs);
  }
  await world.goOn(triedAfterMs * 0.9, Math.max(SECOND, triedAfterMs / 200));
  expect(world.clock.now() - refusedAt).toBeLessThan(triedAfterMs);
  expect(world.getty.since(refusedAt + 1, 'generate')).toEqual([]);
  world.getty.state.instead.clear();
  await world.goOn(triedAfterMs * 0.1 + MINUTE, SECOND);
  expect((await world.records(ids)).map(({ status }) => status)).toEqual(ids.map(() => 'succeeded'));
  expect(await world.leftovers()).toEqual([]);
});

describe.each([
  { pause: 'daily', kind: 'start_download', refusal: DAILY },
  { pause: 'quota.default', kind: 'generate', refusal: QUOTA },
] as const)('the call that tries the pause $pause', ({ pause, kind, refusal }) => {
  async function untilItTries() {
    const world = await setupOutage();
    world.getty.state.instead.set(kind, { ...refusal, headers: { 'retry-after': '30' } });
    const ids = [];
    for (let n = 0; n < 4; n++) ids.push(await (kind === 'generate' ? world.generation() : world.download(n)));
    await world.goOn(20 * SECOND);
    expect(await world.pauses()).toEqual([pause]);
    return { world, ids, prober: async () => (await world.raw.hget(`{${world.prefix}}:probes`, pause))?.split(' ')[0] };
  }

  test.each([{ status: 429 }, { status: 429, headers: { 'retry-after': '20' } }, { status: 401 }])(
    'and is refused for another reason, $status, goes on trying alone',
    async (answer) => {
      const { world, ids, prober } = await untilItTries();
      await using _disposes = world;
      world.getty.state.instead.set(kind, answer);
      const from = world.clock.now();
      await world.goOn(15 * SECOND);
      const first = await prober();
      expect(ids).toContain(first);
      for (let minutes = 0; minutes < 3; minutes++) {
        await world.goOn(MINUTE);
        expect(await world.pauses()).toEqual([pause]);
        expect(await prober()).toBe(first);
      }
      const tries = world.getty.since(from, kind);
      expect(tries.length).toBeGreaterThan(2);
      const others = (await world.records(ids)).filter(({ id }) => id !== first);
      expect(others.map(({ attempts }) => attempts)).toEqual([0, 0, 0]);

      world.getty.state.instead.clear();
      await world.goOn(3 * MINUTE);
      expect((await world.records(ids)).map(({ status }) => status)).toEqual(ids.map(() => 'succeeded'));
      expect(await world.leftovers()).toEqual([]);
    },
  );

  test('and is answered 503 keeps its right until it is known what came of it, and the pause ends', async () => {
    const { world, ids, prober } = await untilItTries();
    await using _disposes = world;
    world.getty.state.instead.set(kind, { status: 503 });
    const from = world.clock.now();
    await world.goOn(13 * SECOND);
    const first = await prober();
    expect(ids).toContain(first);
    await world.goOn(MINUTE);
    expect(await prober()).toBe(first);
    expect(await world.pauses()).toEqual([pause]);
    expect(world.getty.since(from, kind)).toHaveLength(1);

    world.getty.state.instead.clear();
    await world.goOn(4 * MINUTE, SECOND);
    expect(await world.pauses()).toEqual([]);
    // A generation with an outcome that cannot be found out is held; the next one tries.
    const held = kind === 'generate' ? 1 : 0;
    const statuses = (await world.records(ids)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 'succeeded')).toHaveLength(4 - held);
    expect(statuses.filter((status) => status === 'held')).toHaveLength(held);
    expect(await world.leftovers()).toEqual([]);
  });

  test('and has no answer ends the pause when it is found at Getty', async () => {
    const { world, ids } = await untilItTries();
    await using _disposes = world;
    world.getty.state.instead.clear();
    world.getty.state.lost.add(kind);
    const from = world.clock.now();
    await world.goOn(11 * SECOND);
    expect(world.getty.since(from, kind)).toHaveLength(1);
    world.getty.state.lost.clear();
    await world.goOn(4 * MINUTE, SECOND);
    expect(await world.pauses()).toEqual([]);
    expect((await world.records(ids)).map(({ status }) => status)).toEqual(ids.map(() => 'succeeded'));
    expect(await world.leftovers()).toEqual([]);
  });
});

test.each([
  [0, 2_000],
  [0, -2_000],
  [-2_000, 2_000],
])('workers with clocks that are %d and %d ms off try a pause one at a time, and never before its end', async (...skewMs) => {
  await using world = await movingWorld({ workers: 2, skewMs });
  world.getty.behaviour.instead.set('download', { ...DAILY, headers: { 'retry-after': '20' } });
  const ids: string[] = [];
  for (let n = 0; n < 8; n++) ids.push(await world.submit('download', download()));
  await world.pass(1);
  const refusedAt = world.now();
  await world.pass(80);
  const tries = world.getty.calls.filter(({ kind, at }) => kind === 'download' && at >= refusedAt).map(({ at }) => at);
  expect(tries.length).toBeGreaterThanOrEqual(3);
  for (const [n, at] of tries.entries()) expect(at - (tries[n - 1] ?? refusedAt - 1_000)).toBeGreaterThanOrEqual(20_000);
  world.getty.behaviour.instead.clear();
  await world.pass(60);
  const records = await Promise.all(ids.map(world.record));
  expect(records.map(({ status }) => status)).toEqual(ids.map(() => 'succeeded'));
  const { pauses } = await world.store.overview.limits();
  expect(pauses).toEqual([]);
});

test('a used-up quota is probed by one job even while all slots are taken, and its end frees the rest', async () => {
  await using world = await setupOutage({ GETTY_MAX_PENDING: '1' });
  world.getty.state.instead.set('generate', QUOTA);
  const ids = [await world.generation(), await world.generation(), await world.generation()];
  await world.goOn(5 * SECOND);
  expect(await world.pauses()).toEqual(['quota.default']);
  world.getty.state.instead.clear();
  world.getty.state.takesMs = 30 * MINUTE - 10 * SECOND;
  const other = await world.generation({ product: 7 });
  await world.goOn(25 * MINUTE, 10 * SECOND);
  expect((await world.record(other)).status).toBe('waiting');
  expect((await world.records(ids)).filter(({ reason }) => reason === 'capacity')).toHaveLength(1);
  world.getty.state.takesMs = 20 * SECOND;
  await world.goOn(5 * MINUTE, SECOND);
  expect(await world.allEnded([...ids, other])).toBe(true);
  expect(await world.pauses()).toEqual([]);
  expect(await world.leftovers()).toEqual([]);
});

test.each([
  { status: 503, headers: { 'retry-after': '3600' } },
  { status: 429, headers: { 'retry-after': '86400000' } },
  { status: 202, headers: { 'retry-after': '7200' } },
])('a poll answered $status with $headers does not outlive its deadline: what has finished by then succeeds', async (answer) => {
  await using world = await setupOutage();
  const deadlineAt = world.clock.now() + 90 * SECOND;
  const id = await world.generation({ deadlineAt, request: { deadline: new Date(deadlineAt).toISOString() } });
  world.getty.state.instead.set('poll', answer);
  await world.goOn(30 * SECOND);
  expect((await world.record(id)).status).toBe('waiting');
  world.getty.state.instead.clear();
  await world.goOn(61 * SECOND);
  expect((await world.record(id)).status).toBe('succeeded');
});

test('an unsent job that waits for its run_at, a worker, a slot or a pause ends at its deadline', async () => {
  await using world = await setupOutage({ GETTY_MAX_PENDING: '1' });
  const deadlineAt = world.clock.now() + 40 * SECOND;
  world.getty.state.takesMs = 10 * MINUTE;
  await world.generation();
  await world.goOn(SECOND);
  const inLine = await world.generation({ deadlineAt });
  const later = await world.generation({ deadlineAt, request: { run_at: new Date(deadlineAt - 5 * SECOND).toISOString() } });
  world.getty.state.instead.set('start_download', DAILY);
  const paused = await world.download(1, { deadlineAt });
  await world.goOn(10 * SECOND);
  const unseen = await world.unseen({ deadlineAt });
  const ids = [inLine, later, paused, unseen];
  await world.goOn(28 * SECOND);
  expect((await world.records(ids)).map(({ status }) => status)).toEqual(ids.map(() => 'queued'));
  await world.goOn(2 * SECOND);
  expect((await world.records(ids)).map(({ status }) => status)).toEqual(ids.map(() => 'expired'));
});
