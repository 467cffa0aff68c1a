import { describe, expect, test } from '@jest/globals';

import { jobOf, pointersOf, problemOf, setup, succeeded } from '../../test/world.ts';

describe('POST /v1/downloads', () => {
  test('by our job id: names the generation at Getty and inherits its product', async () => {
    await using world = await setup();
    const generation = await world.generation(succeeded('g-1'), { product_id: 42 });
    const body = { job_id: generation.id, index: 3, size_name: '4k', notes: 'n', project_code: 'p', metadata: { order: 7 } };
    const job = jobOf(await world.call('/v1/downloads', { body }), 202);
    expect(job).toMatchObject({
      type: 'download',
      status: 'queued',
      request: {
        job_id: generation.id,
        generation_request_id: 'g-1',
        index: 3,
        size_name: '4k',
        product_id: 42,
        notes: 'n',
        project_code: 'p',
      },
      getty: { generation_request_id: 'g-1', index: 3 },
      metadata: { order: 7 },
    });
    expect(jobOf(await world.call(`/v1/jobs/${job.id}`), 200)).toEqual(job);
  });

  test("by Getty's id; a product named in the request wins", async () => {
    await using world = await setup();
    await world.generation(succeeded('g-1'), { product_id: 42 });
    const body = { generation_request_id: 'g-1', index: 0, size_name: '1k', product_id: 43 };
    expect(jobOf(await world.call('/v1/downloads', { body }), 202).request).toEqual(body);
  });

  test('names its generation as parent, which names it in turn, however it was asked for', async () => {
    await using world = await setup();
    const { id } = await world.generation(succeeded('g-1'));
    const image = { index: 0, size_name: '1k' };
    const byJob = jobOf(await world.call('/v1/downloads', { body: { job_id: id, ...image } }), 202);
    const byGetty = jobOf(await world.call('/v1/downloads', { body: { generation_request_id: 'g-1', ...image } }), 202);
    const jobs = [{ type: 'download', job_id: id, ...image }];
    const batch = (await world.call('/v1/batches', { body: { jobs } })).json as { jobs: [{ id: string }] };
    expect([byJob.parent_id, byGetty.parent_id]).toEqual([id, id]);
    const parent = jobOf(await world.call(`/v1/jobs/${id}`), 200);
    expect(parent.downloads).toEqual([byJob.id, byGetty.id, batch.jobs[0].id]);
    const listed = (await world.call(`/v1/jobs?parent_id=${id}`)).json as { data: { id: string }[] };
    expect(listed.data.map((job) => job.id).toSorted()).toEqual(parent.downloads.toSorted());
  });

  test('a generation names its first hundred downloads', async () => {
    await using world = await setup();
    const { id } = await world.generation(succeeded('g-1'));
    const jobs = Array.from({ length: 120 }, (_, n) => ({ type: 'download', job_id: id, index: n % 4, size_name: '1k' }));
    const batch = (await world.call('/v1/batches', { body: { jobs } })).json as { jobs: { id: string }[] };
    const { downloads } = jobOf(await world.call(`/v1/jobs/${id}`), 200);
    expect(downloads).toEqual(batch.jobs.slice(0, 100).map((job) => job.id));
  });

  test('refuses every wrong field at once and enqueues nothing', async () => {
    await using world = await setup();
    const { id } = await world.generation(succeeded('g-1'));
    const good = { job_id: id, index: 0, size_name: '1k' };
    const refused: [body: object, ...pointers: string[]][] = [
      [{}, '/index', '/job_id', '/size_name'],
      [{ index: 4, size: '1k' }, '/index', '/job_id', '/size', '/size_name'],
      [{ ...good, generation_request_id: 'g-1' }, '/job_id'],
      [{ ...good, job_id: 'job_1' }, '/job_id'],
      [{ ...good, job_id: undefined, generation_request_id: '../../etc' }, '/generation_request_id'],
      [{ ...good, index: -1 }, '/index'],
      [{ ...good, index: '0' }, '/index'],
      [{ ...good, size_name: '' }, '/size_name'],
      [{ ...good, prompt: 'x' }, '/prompt'],
      [{ ...good, notes: 'Proof [Darkroom:job_1.1.1]' }, '/notes'],
      [{ ...good, deadline: '2020-01-01T00:00:00Z' }, '/deadline'],
    ];
    for (const [body, ...pointers] of refused) {
      expect([body, pointersOf(await world.call('/v1/downloads', { body }))]).toEqual([body, pointers]);
    }
    expect(await world.count()).toBe(1);
  });

  test("knows only the tenant's own generations, and only what is done", async () => {
    await using world = await setup();
    const foreign = await world.generation(succeeded('g-beta'), {}, 'beta');
    const failed = await world.generation({ status: 'failed', event: 'generation.failed' });
    const done = await world.generation(succeeded('g-1'));
    const download = jobOf(await world.call('/v1/downloads', { body: { job_id: done.id, index: 0, size_name: '1k' } }), 202);
    const ask = (source: object) => world.call('/v1/downloads', { body: { ...source, index: 0, size_name: '1k' } });

    problemOf(await ask({ job_id: foreign.id }), 'not_found');
    problemOf(await ask({ job_id: `job_${'0'.repeat(32)}` }), 'not_found');
    problemOf(await ask({ job_id: download.id }), 'not_found');
    problemOf(await ask({ job_id: failed.id }), 'not_ready');
    problemOf(await ask({ generation_request_id: 'g-beta' }), 'not_found');
    problemOf(await ask({ generation_request_id: 'g-nobody' }), 'not_found');
    expect(await world.count()).toBe(3);
  });

  test('waits for a generation that has not ended, and not for one that ended without images', async () => {
    await using world = await setup();
    const pending = await world.generation({ status: 'waiting', set: { getty_id: 'g-pending', accepted_at: 1 } }, { product_id: 7 });
    const failed = await world.generation({ status: 'failed', event: 'generation.failed', set: { getty_id: 'g-failed' } });
    const ask = (source: object) => world.call('/v1/downloads', { body: { ...source, index: 0, size_name: '1k' } });
    for (const source of [{ job_id: pending.id }, { generation_request_id: 'g-pending' }]) {
      const waits = jobOf(await ask(source), 202);
      expect(waits).toMatchObject({
        status: 'queued',
        reason: 'source',
        parent_id: pending.id,
        deadline_at: null,
        operation: null,
        source: null,
      });
      expect(waits.request).toMatchObject({ ...source, product_id: 7 });
    }
    problemOf(await ask({ job_id: failed.id }), 'not_ready');
  });
});
