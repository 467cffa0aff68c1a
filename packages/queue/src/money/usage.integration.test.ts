import { describe, expect, test } from '@jest/globals';

import type { NewJob } from '../records/job/change.ts';
import { newJob, setup } from '../test/world.ts';
import type { UsageRecord } from './usage.ts';

const DAY_MS = 86_400_000;
const NOON = Date.parse('2026-11-20T12:00:00Z');
const OTHER = '(other)';

async function setupUsage() {
  const world = await setup();
  world.clock.ahead = NOON - Date.now();
  await world.store.queries.setLimits({ pending: 100_000, queries: undefined });
  const call = async (over: Partial<NewJob> = {}) => {
    const job = newJob(world.clock.now(), over);
    await world.store.jobs.accept(job);
    const pass = await world.begin(job.id);
    const resource = job.type === 'generation' ? 'pending' : `image.${job.id}`;
    await world.store.passes.takeSlot(pass, { resource, dueAt: world.clock.now() + DAY_MS });
    const { intent } = await world.store.passes.intend(pass, job.type === 'generation' ? 'generate' : 'start_download');
    return { settle: (change: Parameters<typeof world.store.passes.settle>[2]) => world.store.passes.settle(pass, intent, change) };
  };
  const read = async (from = '2026-11-01', to = '2026-11-30'): Promise<UsageRecord[]> => {
    const records: UsageRecord[] = [];
    for await (const some of world.store.usage.read({ tenants: ['acme'], from, to })) records.push(...some);
    return records;
  };
  return { ...world, call, read, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

const CHARGED = { status: 'failed', event: 'generation.failed', billing: { state: 'charged', because: 'getty_accepted' } } as const;
const sum = (records: UsageRecord[]) => records.reduce((total, { counts }) => total + counts.charged + counts.unknown, 0);

describe('usage', () => {
  test('counts each call once, on the day it was made, with later changes of its bill', async () => {
    await using world = await setupUsage();
    const request = { prompt: 'a fox', project_code: 'X', product_id: 7 };
    const call = await world.call({ request, submittedBy: 'key_1', price: 120_000 });
    const row = { day: '2026-11-20', tenant: 'acme', key: 'key_1', projectCode: 'X', productId: '7', type: 'generation', what: 'generate' };
    const none = { not_charged: 0, charged: 0, may_be_charged: 0, unknown: 0 };
    expect(await world.read()).toEqual([{ ...row, counts: { ...none, unknown: 1 }, cost: { ...none, unknown: 120_000 } }]);
    world.clock.ahead += DAY_MS;
    await call.settle(CHARGED);
    await call.settle(CHARGED);
    expect(await world.read()).toEqual([{ ...row, counts: { ...none, charged: 1 }, cost: { ...none, charged: 120_000 } }]);
    expect(await world.read('2026-11-21')).toEqual([]);
  });

  test('keeps combinations apart, whatever letters they have', async () => {
    await using world = await setupUsage();
    const codes = ['a:b', 'a|b', '"a"', '(other)', 'ä/ö', 'a b', '=1+1'];
    for (const code of codes) await world.call({ request: { prompt: 'a', project_code: code } });
    await world.call({ type: 'download', request: { generation_request_id: 'g', index: 0, size_name: '4k' }, project: 'a:b' });
    const read = await world.read();
    expect(
      read
        .filter(({ type }) => type === 'generation')
        .map(({ projectCode }) => projectCode)
        .toSorted(),
    ).toEqual(codes.toSorted());
    expect(read.find(({ type }) => type === 'download')).toMatchObject({ what: '4k', projectCode: 'a:b' });
  });

  test('has 500 combinations a day; the rest counts as (other), and sums stay exact', async () => {
    await using world = await setupUsage();
    const numbers = Array.from({ length: 520 }, (_, n) => n);
    const calls = await Promise.all(numbers.map((n) => world.call({ request: { prompt: 'a', project_code: `p${n}` } })));
    await Promise.all(calls.map((one) => one.settle(CHARGED)));
    await world.call({ request: { prompt: 'a', project_code: 'p0' } });
    const read = await world.read();
    expect(read).toHaveLength(501);
    expect(sum(read)).toBe(521);
    expect(read.find(({ projectCode }) => projectCode === OTHER)).toMatchObject({
      key: OTHER,
      what: OTHER,
      counts: { charged: 20, unknown: 0 },
    });
    world.clock.ahead += DAY_MS;
    await world.call({ request: { prompt: 'a', project_code: 'of another day' } });
    expect((await world.read('2026-11-21')).map(({ projectCode }) => projectCode)).toEqual(['of another day']);
  });

  test('takes few bytes for a combination, and goes after 13 months', async () => {
    await using world = await setupUsage();
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    await Promise.all(
      numbers.map((n) =>
        world.call({ request: { prompt: 'a', project_code: `project-${n}` }, submittedBy: 'key_0199f2a4c1d07b6c', price: 120_000 }),
      ),
    );
    const keys = await world.raw.keys(`${world.keys.root}:usage:*`);
    const bytes = await Promise.all(keys.map((key) => world.raw.memory('USAGE', key)));
    // 200 project codes on each of 365 days of 50 tenants: 3.65 million of these are about 100 MB.
    expect(bytes.reduce<number>((total, one) => total + Number(one), 0) / 200).toBeLessThan(40);
    for (const key of await world.raw.keys(`${world.keys.root}:usage*`)) {
      const left = await world.raw.pttl(key);
      expect(left).toBeGreaterThan(399 * DAY_MS);
      expect(left).toBeLessThan(433 * DAY_MS);
    }
  });
});
