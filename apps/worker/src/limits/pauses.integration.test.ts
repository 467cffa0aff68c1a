import { expect, test } from '@jest/globals';

import { setupOutage } from '../test/outage-world.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAILY = { status: 429, body: { ErrorCode: 'DailyRequestLimitExceeded' } };
const QUOTA = { status: 403, body: { ErrorCode: 'ProductQuotaExceeded' } };

test.each([undefined, '1', '60', '86400000', '-5', 'Thu, 01 Jan 1970 00:00:00 GMT', 'Sun, 01 Mar 2099 12:00:00 GMT'])(
  'downloads go on within a day after the daily limit, with Retry-After %p and calls that wait for their turn',
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

test('a used-up quota is tried by one job even while all slots are taken, and its end frees the rest', async () => {
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
