import { describe, expect, test } from '@jest/globals';

import { jobOf, pointersOf, problemOf, setup } from '../../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const image = (index: number) => ({ index, is_blocked: false, preview_urls: [], url: null });
const succeeded = (id: string) => ({
  status: 'succeeded' as const,
  event: 'generation.succeeded' as const,
  set: { getty_id: id, accepted_at: 1 },
  result: { generation_request_id: id, seed: 1, images: [image(0), image(1)], url_expires_at: '2026-11-23T00:00:00.000Z' },
});
const submit = (world: World, body: object, more: object = {}) => world.call('/v1/generations', { body, ...more });

/** A file and an upload, as the routes of files store them. */
async function stored(world: World, tenant = 'acme') {
  const now = Date.now();
  const file = (id: string, category: 'ImageReference' | 'CustomerProduct') =>
    world.store.files.create({ id, tenant, url: 'https://example.com/x.jpg', category, rightsClaimed: true, createdAt: now });
  await file(`${tenant}-reference`, 'ImageReference');
  await file(`${tenant}-product`, 'CustomerProduct');
  const id = `upl_${(tenant === 'acme' ? 'a' : 'b').repeat(32)}`;
  await world.store.uploads.add({ id, tenant, url: 'https://getty.example/x.jpg', bytes: 1, sha256: 'x', expiresAt: now + 60_000 });
  return { mask: { upload_id: id } };
}

describe('POST /v1/generations with an operation', () => {
  test('takes each operation with its own fields, and shows operation and source', async () => {
    await using world = await setup();
    const { mask } = await stored(world);
    const { id } = await world.generation(succeeded('g-1'));
    const [ofJob, ofGeneration] = [
      { job_id: id, index: 1 },
      { generation_request_id: 'g-1', index: 0 },
    ];
    const asset = { asset_id: '1279463041' };
    const taken: object[] = [
      { operation: 'generate', prompt: 'a fox' },
      { operation: 'variation', source: ofJob },
      { operation: 'variation', source: ofGeneration, notes: 'n', product_id: 7, project_code: 'p' },
      { operation: 'refine', source: ofJob, prompt: 'bluer' },
      { operation: 'refine', source: asset, prompt: 'bluer', mask, negative_prompt: 'red' },
      { operation: 'refine', source: asset, prompt: 'bluer', mask_url: 'https://example.com/mask.jpg' },
      { operation: 'extend', source: ofGeneration, left_percentage: 0.5 },
      { operation: 'extend', source: asset, prompt: 'x', negative_prompt: 'y', left_percentage: 0, bottom_percentage: 100 },
      { operation: 'object_removal', source: ofJob, mask },
      { operation: 'background_removal', source: ofJob, download: { size_name: '4k', images: 'all' } },
      { operation: 'background_replacement', source: ofJob, background_color: '#FFFFFF' },
      { operation: 'background_replacement', source: ofJob, prompt: 'a beach', background_color: '#FFFFFF', media_type: 'photography' },
      { operation: 'background_generation', source: { file_id: 'acme-product' }, prompt: 'a beach', left_percentage: 20 },
      {
        operation: 'background_generation',
        source: { file_id: 'acme-product' },
        background_reference_generation: { generation_request_id: 'g-1', index: 0 },
        background_reference_adherence: 'strong',
      },
      { operation: 'background_generation', source: { file_id: 'acme-product' }, background_file_registration_id: 'acme-reference' },
      {
        operation: 'influence_color',
        source: { file_id: 'acme-reference' },
        prompt: 'x',
        noise_level: 0.3,
        aspect_ratio: '1:1',
        mood: 'warm',
      },
      { operation: 'influence_composition', source: asset, prompt: 'x', influence_level: 0.3, seed: 3 },
    ];
    for (const body of taken) {
      const job = jobOf(await submit(world, body), 202);
      const { operation, source = null } = body as { operation: string; source?: object };
      expect([body, job]).toMatchObject([body, { type: 'generation', status: 'queued', reason: null, operation, source, request: body }]);
    }
    const made = (await world.call(`/v1/jobs?source_job_id=${id}&limit=100`)).json as { data: { operation: string }[] };
    expect(new Set(made.data.map(({ operation }) => operation))).toEqual(
      new Set(['variation', 'refine', 'extend', 'object_removal', 'background_removal', 'background_replacement']),
    );
  });

  test('refuses what Getty would refuse, and names the field', async () => {
    await using world = await setup();
    await stored(world);
    const source = { asset_id: '1' };
    const refused: [body: object, ...pointers: string[]][] = [
      [{ operation: 'upscale', prompt: 'x' }, '/operation'],
      [{ operation: 5, prompt: 'x' }, '/operation'],
      [{ operation: 'generate' }, '/prompt'],
      [{ operation: 'generate', prompt: 'x', source }, '/source'],
      [{ operation: 'variation' }, '/source'],
      [{ operation: 'variation', source }, '/source', '/source/asset_id'],
      [{ operation: 'variation', source: { generation_request_id: 'g-1' } }, '/source/index'],
      [{ operation: 'variation', source: { generation_request_id: 'g-1', index: 4 } }, '/source/index'],
      [{ operation: 'variation', source: { batch_index: 0, index: 0 } }, '/source', '/source/batch_index'],
      [{ operation: 'variation', source: { generation_request_id: 'g-1', index: 0 }, prompt: 'x' }, '/prompt'],
      [{ operation: 'refine', source }, '/prompt'],
      [{ operation: 'refine', source: {}, prompt: 'x' }, '/source'],
      [{ operation: 'refine', source: { asset_id: '1', generation_request_id: 'g-1', index: 0 }, prompt: 'x' }, '/source'],
      [{ operation: 'refine', source: { asset_id: '1', index: 0 }, prompt: 'x' }, '/source/index'],
      [{ operation: 'refine', source: { file_id: 'acme-reference' }, prompt: 'x' }, '/source', '/source/file_id'],
      [
        { operation: 'refine', source, prompt: 'x', mask_url: 'https://x.example/m', mask: { upload_id: `upl_${'a'.repeat(32)}` } },
        '/mask',
      ],
      [{ operation: 'refine', source, prompt: 'x', mask_url: 'ftp://x' }, '/mask_url'],
      [{ operation: 'extend', source }, '/left_percentage'],
      [{ operation: 'extend', source, left_percentage: 0, top_percentage: 0 }, '/left_percentage'],
      [{ operation: 'extend', source, right_percentage: -1 }, '/left_percentage', '/right_percentage'],
      [{ operation: 'object_removal', source }, '/mask'],
      [{ operation: 'background_removal' }, '/source'],
      [{ operation: 'background_replacement', source }, '/prompt'],
      [{ operation: 'background_generation', source }, '/source', '/source/asset_id'],
      [
        { operation: 'background_generation', source: { file_id: 'x' }, background_asset_id: '1', background_file_registration_id: 'y' },
        '/background_file_registration_id',
      ],
      [{ operation: 'background_generation', source: { file_id: 'acme-reference' } }, '/source/file_id'],
      [{ operation: 'influence_color', source: { file_id: 'acme-product' } }, '/source/file_id'],
    ];
    for (const [body, ...pointers] of refused) {
      expect([body, pointersOf(await submit(world, body)).toSorted()]).toEqual([body, pointers]);
    }
    expect(await world.count()).toBe(0);
  });

  test('finds nothing of another tenant', async () => {
    await using world = await setup();
    const { mask } = await stored(world, 'beta');
    const foreign = await world.generation(succeeded('g-beta'), {}, 'beta');
    const download = await world.generation(succeeded('g-1'));
    const asset = { asset_id: '1' };
    const missing: object[] = [
      { operation: 'variation', source: { job_id: foreign.id, index: 0 } },
      { operation: 'variation', source: { job_id: `job_${'0'.repeat(32)}`, index: 0 } },
      { operation: 'variation', source: { generation_request_id: 'g-beta', index: 0 } },
      { operation: 'variation', source: { generation_request_id: 'g-nobody', index: 0 } },
      { operation: 'object_removal', source: asset, mask },
      { operation: 'influence_color', source: { file_id: 'beta-reference' } },
      { operation: 'background_generation', source: { file_id: 'beta-product' } },
    ];
    for (const body of missing) problemOf(await submit(world, body), 'not_found');
    const job = jobOf(await world.call('/v1/downloads', { body: { job_id: download.id, index: 0, size_name: '1k' } }), 202);
    problemOf(await submit(world, { operation: 'variation', source: { job_id: job.id, index: 0 } }), 'not_found');
    expect(await world.count()).toBe(2);
  });

  test('waits for a source that has not ended, and has failed with one that failed', async () => {
    await using world = await setup();
    const open = await world.submit();
    const pending = await world.generation({ status: 'waiting', set: { getty_id: 'g-2', accepted_at: 1 } });
    const failed = await world.generation({ status: 'failed', event: 'generation.failed' });
    const of = (source: object) => submit(world, { operation: 'variation', source: { ...source, index: 0 } });
    expect(jobOf(await of({ job_id: open.id }), 202)).toMatchObject({ status: 'queued', reason: 'source', deadline_at: null });
    const waits = jobOf(await of({ generation_request_id: 'g-2' }), 202);
    expect(waits).toMatchObject({ reason: 'source', source: { generation_request_id: 'g-2', index: 0 } });
    expect(jobOf(await of({ job_id: failed.id }), 202)).toMatchObject({
      status: 'failed',
      error: { code: 'source_failed' },
      billing: { state: 'not_charged' },
    });
    const listed = (await world.call(`/v1/jobs?reason=source`)).json as { data: { id: string }[] };
    expect(listed.data.map(({ id }) => id)).toContain(waits.id);
    jobOf(await world.call(`/v1/jobs/${waits.id}/cancel`, { method: 'POST' }), 200);
    expect(pending.status).toBe('waiting');
  });
});
