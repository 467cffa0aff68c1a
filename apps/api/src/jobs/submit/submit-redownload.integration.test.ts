import { describe, expect, test } from '@jest/globals';

import { jobOf, pointersOf, problemOf, setup, succeeded, type World } from '../../test/world.ts';

const PRICES = { DARKROOM_PRICES: '{"currency":"USD","generation":"0.12","download.4k":"1.50"}' };
const BODY = { generated_asset_id: 'a-1', size_name: '4k' };

const again = (world: World, body: object = BODY, asked: object = {}) => world.call('/v1/redownloads', { ...asked, body });

/** A generation with a download of its first image. */
async function downloaded(world: World, request: object = {}) {
  const generation = await world.generation(succeeded('g-1'), request);
  return { generation, id: await world.downloaded(generation.id, 'a-1', { body: {} }) };
}

describe('POST /v1/redownloads', () => {
  test('is a download of the file, of the same generation, product and project', async () => {
    await using world = await setup();
    const { generation } = await downloaded(world, { product_id: 7, project_code: 'X' });
    await world.call('/v1/budgets/x', { method: 'PUT', body: { unit: 'downloads.4k', limit: '2', period: 'total', project_code: 'X' } });
    const answered = await again(world, { ...BODY, metadata: { order: 1 }, priority: 3 });
    const job = jobOf(answered, 202);
    expect(answered.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
    expect(job).toMatchObject({
      type: 'download',
      status: 'queued',
      request: { ...BODY, product_id: 7, priority: 3 },
      metadata: { order: 1 },
      parent_id: generation.id,
      operation: null,
      source: null,
      getty: { generation_request_id: null, index: null },
    });
    expect(job.request).not.toHaveProperty('project_code');
    expect((await world.call('/v1/budgets/x')).json).toMatchObject({ reserved: '1' });
    expect(jobOf(await world.call(`/v1/jobs/${generation.id}`), 200).downloads).toContain(job.id);
    const own = jobOf(await again(world, { ...BODY, product_id: 8, project_code: 'Y', notes: 'Print' }), 202);
    expect(own.request).toMatchObject({ product_id: 8, project_code: 'Y', notes: 'Print' });
  });

  test('works for the tenant when the job of the first download, or of the generation, was removed', async () => {
    await using world = await setup();
    const { generation, id } = await downloaded(world, { product_id: 7 });
    await world.call(`/v1/jobs/${generation.id}`, { method: 'DELETE' });
    expect(jobOf(await again(world), 202)).toMatchObject({ parent_id: null, request: { product_id: 7 } });
    await world.call(`/v1/jobs/${id}`, { method: 'DELETE' });
    expect(jobOf(await again(world), 202)).toMatchObject({ parent_id: null, request: BODY });
    problemOf(await again(world, BODY, { tenant: 'beta' }), 'not_found');
  });

  test('of a file that another tenant downloaded, or nobody, is not found', async () => {
    await using world = await setup();
    await downloaded(world);
    problemOf(await again(world, BODY, { tenant: 'beta' }), 'not_found');
    problemOf(await again(world, { ...BODY, dry_run: true }, { tenant: 'beta' }), 'not_found');
    problemOf(await again(world, { ...BODY, generated_asset_id: 'a-2' }), 'not_found');
    // The id of a generation is none of a file.
    problemOf(await again(world, { ...BODY, generated_asset_id: 'g-1' }), 'not_found');
    expect(await world.count('beta')).toBe(0);
  });

  test('dry_run shows what it would cost, and stores nothing', async () => {
    await using world = await setup({ settings: PRICES });
    await downloaded(world);
    const before = await world.count();
    const answered = await again(world, { ...BODY, dry_run: true });
    expect(answered.json).toMatchObject({ object: 'dry_run', would: 'accept', units: { 'downloads.4k': 1 }, cost: '1.5' });
    expect(await world.count()).toBe(before);
  });

  test('a budget without room refuses it', async () => {
    await using world = await setup();
    await downloaded(world);
    await world.call('/v1/budgets/x', { method: 'PUT', body: { unit: 'downloads.4k', limit: '1', period: 'total' } });
    jobOf(await again(world), 202);
    expect(problemOf(await again(world), 'budget_used_up').billed).toBe(false);
  });

  test('under a key is one job, and the key is another than that of a download', async () => {
    await using world = await setup();
    const { generation } = await downloaded(world);
    const headers = { 'idempotency-key': 'order-1' };
    const first = jobOf(await again(world, BODY, { headers }), 202);
    const repeated = await again(world, BODY, { headers });
    expect([jobOf(repeated, 202).id, repeated.headers.get('idempotent-replayed')]).toEqual([first.id, 'true']);
    problemOf(await again(world, { ...BODY, size_name: '1k' }, { headers }), 'idempotency_key_reused');
    const other = await world.call('/v1/downloads', { headers, body: { job_id: generation.id, index: 1, size_name: '4k' } });
    expect(jobOf(other, 202).id).not.toBe(first.id);
  });

  test.each([
    [{}, ['/generated_asset_id', '/size_name']],
    [{ ...BODY, generated_asset_id: 7 }, ['/generated_asset_id']],
    [{ ...BODY, generated_asset_id: 'a b' }, ['/generated_asset_id']],
    [{ ...BODY, generated_asset_id: '' }, ['/generated_asset_id']],
    [{ ...BODY, size_name: '../4k' }, ['/size_name']],
    [{ ...BODY, product_id: 0 }, ['/product_id']],
    [{ ...BODY, notes: '[darkroom:x]' }, ['/notes']],
    [{ ...BODY, index: 0 }, ['/index']],
    [{ ...BODY, job_id: `job_${'0'.repeat(32)}` }, ['/job_id']],
    [{ ...BODY, deadline: '2020-01-01T00:00:00Z', webhook: { url: 'http://127.0.0.1/' } }, ['/deadline', '/webhook/url']],
    [{ ...BODY, dry_run: 1 }, ['/dry_run']],
  ])('%j is refused', async (body, pointers) => {
    await using world = await setup();
    expect(pointersOf(await again(world, body))).toEqual(pointers);
  });
});

describe('a generation with a job that was removed', () => {
  test('can be downloaded by Getty’s id by its tenant alone', async () => {
    await using world = await setup();
    const { id } = await world.generation(succeeded('g-1'), { product_id: 7 });
    await world.call(`/v1/jobs/${id}`, { method: 'DELETE' });
    const body = { generation_request_id: 'g-1', index: 0, size_name: '4k' };
    const job = jobOf(await world.call('/v1/downloads', { body }), 202);
    expect(job).toMatchObject({ request: body, parent_id: null, getty: { generation_request_id: 'g-1', index: 0 } });
    problemOf(await world.call('/v1/downloads', { body, tenant: 'beta' }), 'not_found');
    // Without Getty, its owner gets further than another tenant.
    const sizes = '/v1/generations/g-1/images/0/download-sizes';
    problemOf(await world.call(sizes), 'getty_unavailable');
    problemOf(await world.call(sizes, { tenant: 'beta' }), 'not_found');
    const batch = await world.call('/v1/batches', { body: { jobs: [{ type: 'download', ...body }] } });
    expect(batch.json).toMatchObject({ accepted: 1, rejected: 0 });
  });
});
