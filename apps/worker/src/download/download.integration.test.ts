import { describe, expect, test } from '@jest/globals';
import { deadlineUnsent, newJobId } from '@darkroom/queue';

import { worldsOfFile } from '../test/world.ts';

const setup = worldsOfFile();

/** A world with one finished generation, and downloads of its images. */
async function withGeneration(options: { blocked?: number[]; worker?: Record<string, string> } = {}) {
  const world = await setup({ simulator: { inline_generations: 1 }, worker: options.worker ?? {} });
  await world.worker.start();
  if (options.blocked) await world.scenario({ call: 'generate' }, { blocked: options.blocked, inline: true });
  const generation = await world.ended(await world.submit());

  const download = async (request: { index?: number; size_name?: string } = {}): Promise<string> => {
    const now = Date.now();
    const id = newJobId();
    await world.store.jobs.accept({
      id,
      type: 'download',
      tenant: 'acme',
      request: { generation_request_id: generation.gettyId, index: 0, size_name: '1k', ...request },
      createdAt: now,
      deadlineAt: deadlineUnsent(undefined, now),
    });
    return id;
  };
  return { ...world, generation, download };
}

describe('a download', () => {
  test('is started, polled and succeeds with a URL that can be read', async () => {
    await using world = await withGeneration();
    const id = await world.download();
    const job = await world.ended(id);
    expect(job).toMatchObject({ status: 'succeeded', attempts: 1, billing: { state: 'may_be_charged' }, result: { size_name: '1k' } });
    const file = await fetch((job.result as { url: string }).url);
    expect(file.headers.get('content-type')).toBe('image/jpeg');
    await file.body?.cancel();
    expect(await world.events(id)).toEqual(['accepted', 'submitting', 'accepted_by_getty', 'succeeded']);
  });

  test('of a 4k image is marked as charged', async () => {
    await using world = await withGeneration();
    expect(await world.ended(await world.download({ size_name: '4k' }))).toMatchObject({
      status: 'succeeded',
      billing: { state: 'charged' },
    });
  });

  test('of a blocked image fails without asking Getty', async () => {
    await using world = await withGeneration({ blocked: [2] });
    expect(await world.ended(await world.download({ index: 2 }))).toMatchObject({
      status: 'failed',
      error: { code: 'content_blocked' },
      billing: { state: 'not_charged' },
      attempts: 0,
    });
    expect((await world.ledger()).downloads).toEqual([]);
  });

  test('of several sizes of one image run one after the other, and each gets its own file', async () => {
    await using world = await withGeneration();
    const ids = await Promise.all([world.download({ size_name: '1k' }), world.download({ size_name: '4k' }), world.download({ index: 1 })]);
    const jobs = await Promise.all(ids.map(world.ended));
    expect(jobs.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(jobs.every(({ refusals }) => refusals === 0)).toBe(true);
    const assets = jobs.map(({ result }) => (result as { generated_asset_id: string }).generated_asset_id);
    expect(new Set(assets).size).toBe(3);
    expect((await world.ledger()).downloads).toHaveLength(3);
  });

  test.each([
    ['the connection dropped after the effect', { drop: 'after' }],
    ['a 502 after the effect', { status: '502', when: 'after' }],
  ])('with an answer lost by %s is looked up and not sent again', async (_how, then) => {
    await using world = await withGeneration();
    await world.scenario({ call: 'start_download' }, then);
    expect(await world.ended(await world.download())).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect((await world.ledger()).downloads).toHaveLength(1);
  });

  test('with an answer lost after another size was downloaded does not take that one', async () => {
    await using world = await withGeneration();
    const first = await world.ended(await world.download({ size_name: '1k' }));
    await world.scenario({ call: 'start_download' }, { drop: 'after' });
    const second = await world.ended(await world.download({ size_name: '4k' }));
    expect(second).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect((second.result as { url: string }).url).not.toBe((first.result as { url: string }).url);
  });

  test('with an answer lost after one of another size was canceled in progress does not take that one', async () => {
    await using world = await withGeneration({ worker: { GETTY_HISTORY_SETTLE: '100ms' } });
    await world.scenario({ call: 'start_download' }, { duration: '2s' });
    const canceled = await world.download({ size_name: '1k' });
    await world.reaches(canceled, ({ status }) => status === 'waiting', 'to be under way');
    await world.store.jobs.cancel(canceled, 'download');
    await world.ended(canceled);
    await world.scenario({ call: 'start_download' }, { drop: 'before' });
    const other = await world.ended(await world.download({ size_name: '4k' }));
    const { downloads } = await world.ledger();
    expect(downloads.map(({ size_name }) => size_name)).toEqual(['1k', '4k']);
    expect(other).toMatchObject({ status: 'succeeded', result: { generated_asset_id: downloads[1]!.generated_asset_id } });
  });

  test('with a lost answer takes an older file of the same size, and is not marked as charged', async () => {
    await using world = await withGeneration();
    const first = await world.ended(await world.download({ size_name: '4k' }));
    await world.scenario({ call: 'start_download' }, { drop: 'before' });
    const second = await world.ended(await world.download({ size_name: '4k' }));
    const { generated_asset_id } = first.result as { generated_asset_id: string };
    expect(second).toMatchObject({ status: 'succeeded', billing: { state: 'may_be_charged' }, result: { generated_asset_id } });
    expect((await world.ledger()).downloads).toHaveLength(1);
  });

  test('that certainly never reached Getty is sent again', async () => {
    await using world = await withGeneration({ worker: { GETTY_HISTORY_SETTLE: '100ms' } });
    await world.scenario({ call: 'start_download' }, { drop: 'before' });
    expect(await world.ended(await world.download())).toMatchObject({ status: 'succeeded', attempts: 2 });
    expect((await world.ledger()).downloads).toHaveLength(1);
  });

  test('that finds another one in progress waits for it and then gets its own', async () => {
    await using world = await withGeneration();
    await world.scenario({ call: 'start_download' }, { status: '409' });
    expect(await world.ended(await world.download())).toMatchObject({ status: 'succeeded', attempts: 2, result: { size_name: '1k' } });
    expect((await world.ledger()).downloads).toHaveLength(1);
  });

  test('is parked when the daily limit is reached, and continues when Getty allows', async () => {
    await using world = await withGeneration();
    await world.scenario({ call: 'start_download' }, { status: '429-daily', retry_after_s: 1 });
    const id = await world.download();
    await world.reaches(id, ({ reason }) => reason === 'throttled', 'to be parked');
    expect(await world.ended(id)).toMatchObject({ status: 'succeeded' });
  });
});

describe('the downloads that a generation requests', () => {
  test('start when it succeeds, one for each chosen image', async () => {
    await using world = await withGeneration();
    const parent = await world.ended(await world.submit({ download: { size_name: '1k', images: [0, 2] }, metadata: { shoot: 7 } }));
    expect(parent.downloads).toHaveLength(2);
    const children = await Promise.all(parent.downloads.map(world.ended));
    expect(children).toMatchObject([
      { status: 'succeeded', parentId: parent.id, submittedBy: 'key_of_acme', spec: { request: { index: 0, metadata: { shoot: 7 } } } },
      { status: 'succeeded', parentId: parent.id, spec: { request: { index: 2, metadata: { shoot: 7 } } } },
    ]);
  });

  test('can be requested for all images, and fail only for the blocked ones', async () => {
    await using world = await withGeneration();
    await world.scenario({ call: 'generate' }, { blocked: [1], inline: true });
    const parent = await world.ended(await world.submit({ download: { size_name: '1k', images: 'all' } }));
    const children = await Promise.all(parent.downloads.map(world.ended));
    expect(children.map(({ status, error }) => error?.code ?? status)).toEqual(['succeeded', 'content_blocked', 'succeeded', 'succeeded']);
  });
});
