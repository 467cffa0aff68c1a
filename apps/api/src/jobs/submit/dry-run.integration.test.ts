import { describe, expect, test } from '@jest/globals';
import { DryRun } from '@darkroom/contracts';
import { redisContents, testRedis } from '@darkroom/testkit';

import { jobOf, pointersOf, problemOf, setup, succeeded, type World } from '../../test/world.ts';

const PRICES = { DARKROOM_PRICES: '{"currency":"USD","generation":"0.12","download.4k":"1.50"}' };
const BUDGET = { unit: 'generations', limit: '2', period: 'total' };

const put = (world: World, id: string, body: object = BUDGET) => world.call(`/v1/budgets/${id}`, { method: 'PUT', body });
const tryOut = async (world: World, body: object, path = '/v1/generations'): Promise<DryRun> => {
  const answered = await world.call(path, { body: { ...body, dry_run: true } });
  if (answered.status !== 200) throw new Error(answered.text);
  return DryRun.parse(answered.json);
};
const FOX = { prompt: 'a fox' };
const generation = (more: object = {}) => ({ type: 'generation', ...FOX, ...more });

describe('of a generation', () => {
  test('shows units, cost, and every budget that counts it', async () => {
    await using world = await setup({ settings: PRICES });
    await put(world, 'all');
    await put(world, 'cost', { ...BUDGET, unit: 'cost', limit: '100' });
    await put(world, 'other', { ...BUDGET, project_code: 'OTHER' });
    await put(world, 'small', { ...BUDGET, unit: 'downloads.1k' });
    expect(await tryOut(world, { ...FOX, download: { size_name: '4k', images: 'all' } })).toEqual({
      object: 'dry_run',
      would: 'accept',
      units: { generations: 1, 'downloads.4k': 4 },
      cost: '6.12',
      currency: 'USD',
      budgets: [
        { id: 'all', needs: '1', left: '2', fits: true },
        { id: 'cost', needs: '6.12', left: '100', fits: true },
      ],
      eta_seconds: null,
    });
  });

  test('without prices or budgets', async () => {
    await using world = await setup();
    expect(await tryOut(world, FOX)).toMatchObject({ would: 'accept', units: { generations: 1 }, cost: null, currency: null, budgets: [] });
    expect((await tryOut(world, { ...FOX, download: { size_name: '1k', images: [0, 2] } })).units).toEqual({
      generations: 1,
      'downloads.1k': 2,
    });
  });

  test('the cost is null when the price of a part is not set', async () => {
    await using world = await setup({ settings: PRICES });
    expect(await tryOut(world, { ...FOX, download: { size_name: '1k', images: [0] } })).toMatchObject({ cost: null, currency: 'USD' });
  });

  test('estimates the time from earlier jobs', async () => {
    let aheadMs = 0;
    await using world = await setup({ now: () => Date.now() + aheadMs });
    await world.generation({ ...succeeded('g-1'), processingTime: { moreThanMs: 0, atMostMs: 10_000 } });
    aheadMs = 1_001; // the time for which an older estimate is used
    await world.store.queries.setLimits({ pending: 2, queries: undefined });
    expect((await tryOut(world, FOX)).eta_seconds).toBe(10);
    // Two at once, so that the last of four waits for half of the others.
    expect((await tryOut(world, { jobs: [generation(), generation(), generation(), generation()] }, '/v1/batches')).eta_seconds).toBe(20);
  });

  test.each([
    ['reject', 'reject'],
    ['wait', 'wait'],
  ])('a budget that would %s is reported, and is no error', async (whenUsedUp, would) => {
    await using world = await setup();
    await put(world, 'x', { ...BUDGET, limit: '1', when_used_up: whenUsedUp });
    expect((await tryOut(world, FOX)).would).toBe('accept');
    await world.submit();
    expect(await tryOut(world, FOX)).toMatchObject({
      would,
      budgets: [{ id: 'x', needs: '1', left: '0', fits: false }],
      eta_seconds: null,
    });
  });

  test('what can never fit would be rejected', async () => {
    await using world = await setup();
    await put(world, 'x', { ...BUDGET, limit: '0', when_used_up: 'wait' });
    expect((await tryOut(world, FOX)).would).toBe('reject');
  });
});

test('nothing is stored, and an Idempotency-Key stays unused', async () => {
  await using redis = testRedis();
  await using world = await setup({ redis });
  await put(world, 'x');
  await tryOut(world, FOX); // reads what it keeps in memory
  const before = await redisContents(redis);
  const headers = { 'idempotency-key': 'order-1', prefer: 'wait=1' };
  const bodies = { '/v1/generations': FOX, '/v1/batches': { jobs: [generation(), generation()] } };
  for (const [path, body] of Object.entries(bodies)) {
    for (const times of [1, 2]) {
      const answered = await world.call(path, { headers, body: { ...body, dry_run: true } });
      expect([times, answered.status, answered.headers.get('idempotent-replayed')]).toEqual([times, 200, null]);
    }
  }
  const after = await redisContents(redis);
  const names = (entries: typeof before) =>
    entries
      .map(({ key }) => key)
      .filter((key) => !/rate|function/.test(key))
      .toSorted();
  expect(names(after)).toEqual(names(before));
  expect(await world.count()).toBe(0);
  expect((await world.call('/v1/budgets/x')).json).toMatchObject({ reserved: '0' });
  const real = await world.call('/v1/generations', { headers, body: FOX });
  expect([real.status, real.headers.get('idempotent-replayed')]).toEqual([202, null]);
});

test('dry_run is no part of the job, nor of what a key stands for', async () => {
  await using world = await setup();
  const headers = { 'idempotency-key': 'order-1' };
  const first = jobOf(await world.call('/v1/generations', { headers, body: { ...FOX, dry_run: false } }), 202);
  expect(first.request).toEqual(FOX);
  expect(jobOf(await world.call('/v1/generations', { headers, body: FOX }), 202).id).toBe(first.id);
});

describe('invalid input fails as it would', () => {
  test.each([
    [{ prompt: '' }, ['/prompt']],
    [{ ...FOX, seed: 'x', download: { size_name: '4k' } }, ['/download/images', '/seed']],
    [{ ...FOX, deadline: '2020-01-01T00:00:00Z' }, ['/deadline']],
    [{ ...FOX, webhook: { url: 'http://127.0.0.1/' } }, ['/webhook/url']],
  ])('%j', async (body, pointers) => {
    await using world = await setup();
    expect(pointersOf(await world.call('/v1/generations', { body: { ...body, dry_run: true } }))).toEqual(pointers);
  });

  test('dry_run itself, in every place', async () => {
    await using world = await setup();
    expect(pointersOf(await world.call('/v1/generations', { body: { ...FOX, dry_run: 'yes' } }))).toEqual(['/dry_run']);
    expect(pointersOf(await world.call('/v1/batches', { body: { jobs: [generation()], dry_run: 1 } }))).toEqual(['/dry_run']);
    // In a batch it must not look like a trial, and be paid.
    const { json } = await world.call('/v1/batches', { body: { jobs: [generation({ dry_run: true })] } });
    expect(json).toMatchObject({ accepted: 0, jobs: [{ error: { code: 'invalid_request', errors: [{ pointer: '/jobs/0/dry_run' }] } }] });
  });

  test('a download of nothing, and of something that failed', async () => {
    await using world = await setup();
    const { id } = await world.generation({ status: 'failed', event: 'generation.failed' });
    const download = { index: 0, size_name: '4k', dry_run: true };
    const missing = await world.call('/v1/downloads', { body: { ...download, job_id: `job_${'0'.repeat(32)}` } });
    const unfinished = await world.call('/v1/downloads', { body: { ...download, job_id: id } });
    expect([problemOf(missing, 'not_found').billed, problemOf(unfinished, 'not_ready').billed]).toEqual([false, false]);
  });

  test('cost without a price', async () => {
    await using world = await setup();
    await put(world, 'x', { ...BUDGET, unit: 'cost' });
    const { detail } = problemOf(await world.call('/v1/generations', { body: { ...FOX, dry_run: true } }), 'price_unknown');
    expect(detail).toContain('"x"');
  });

  test('a wrong Idempotency-Key', async () => {
    await using world = await setup();
    const answered = await world.call('/v1/generations', { headers: { 'idempotency-key': 'a b' }, body: { ...FOX, dry_run: true } });
    expect(problemOf(answered, 'invalid_idempotency_key').billed).toBe(false);
  });
});

test('of a download: its size, price, and the budgets of its project', async () => {
  await using world = await setup({ settings: PRICES });
  await put(world, 'x', { ...BUDGET, unit: 'downloads', project_code: 'X' });
  const { id } = await world.generation(succeeded('g-1'), { project_code: 'X' });
  const download = { job_id: id, index: 0, size_name: '4k' };
  expect(await tryOut(world, download, '/v1/downloads')).toMatchObject({
    would: 'accept',
    units: { 'downloads.4k': 1 },
    cost: '1.5',
    budgets: [{ id: 'x', needs: '1', left: '2', fits: true }],
  });
  expect(await tryOut(world, { ...download, project_code: 'Y' }, '/v1/downloads')).toMatchObject({ budgets: [] });
});

describe('of a batch', () => {
  test('earlier jobs count for later ones, and each invalid one has its error', async () => {
    await using world = await setup({ settings: PRICES });
    await put(world, 'x');
    const jobs = [generation(), generation({ prompt: '' }), generation(), generation()];
    const tried = await tryOut(world, { jobs }, '/v1/batches');
    expect(tried).toMatchObject({
      would: 'accept',
      units: { generations: 3 },
      cost: '0.36',
      budgets: [{ id: 'x', needs: '3', left: '2', fits: false }],
      jobs: [
        { index: 0, would: 'accept' },
        { index: 1, error: { code: 'invalid_request', errors: [{ pointer: '/jobs/1/prompt' }] } },
        { index: 2, would: 'accept' },
        { index: 3, would: 'reject' },
      ],
    });
    const { json } = await world.call('/v1/batches', { body: { jobs } });
    expect(json).toMatchObject({ accepted: 2, rejected: 2 });
  });

  test('the first that has to wait blocks those behind it, as in a real one', async () => {
    await using world = await setup();
    await put(world, 'x', { ...BUDGET, unit: 'downloads', limit: '4', when_used_up: 'wait' });
    const download = (images: number[]) => generation({ download: { size_name: '4k', images } });
    const jobs = [download([0, 1]), download([0, 1, 2]), download([0]), generation(), download([0, 1, 2, 3])];
    const woulds = (await tryOut(world, { jobs }, '/v1/batches')).jobs!.map((job) => 'would' in job && job.would);
    expect(woulds).toEqual(['accept', 'wait', 'wait', 'accept', 'wait']);
    await world.call('/v1/batches', { body: { jobs } });
    const { data } = (await world.call('/v1/jobs?limit=10')).json as { data: { reason: string | null }[] };
    expect(data.toReversed().map(({ reason }) => (reason === 'budget' ? 'wait' : 'accept'))).toEqual(woulds);
  });

  test('of which nothing fits, or nothing is valid', async () => {
    await using world = await setup();
    await put(world, 'x', { ...BUDGET, limit: '0' });
    expect(await tryOut(world, { jobs: [generation()] }, '/v1/batches')).toMatchObject({
      would: 'reject',
      jobs: [{ index: 0, would: 'reject' }],
    });
    const invalid = await tryOut(world, { jobs: [{ type: 'x' }] }, '/v1/batches');
    expect(invalid).toMatchObject({ would: 'reject', units: {}, budgets: [], eta_seconds: null, jobs: [{ index: 0, error: {} }] });
  });

  test('a job without a price has the error of a single one', async () => {
    await using world = await setup({ settings: PRICES });
    await put(world, 'x', { ...BUDGET, unit: 'cost', limit: '0.2' });
    const jobs = [generation({ download: { size_name: '1k', images: [0] } }), generation()];
    expect((await tryOut(world, { jobs }, '/v1/batches')).jobs).toEqual([
      { index: 0, error: { code: 'price_unknown', detail: expect.stringContaining('"x"') } },
      { index: 1, would: 'accept' },
    ]);
  });

  test('a thousand jobs at once', async () => {
    await using world = await setup();
    await put(world, 'x', { ...BUDGET, limit: '137' });
    const tried = await tryOut(world, { jobs: Array.from({ length: 1_000 }, () => generation()) }, '/v1/batches');
    expect(tried.jobs!.filter((job) => 'would' in job && job.would === 'accept')).toHaveLength(137);
    expect(tried.budgets).toEqual([{ id: 'x', needs: '1000', left: '137', fits: false }]);
  });
});
