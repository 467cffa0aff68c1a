import { GoneError, NotFoundError } from '@darkroom/getty';
import type { NewJob } from '@darkroom/queue';
import { describe, expect, test } from '@jest/globals';

import { inProcessWorld, type InProcessWorld } from '../test/in-process-world.ts';

const SOURCE = { generation_request_id: 'g-source', index: 1 };
const REFINE = { operation: 'refine', prompt: 'a hat', source: SOURCE };
/** The step after an operation's call, before its answer is read: begin, takeSlot, warmUp, intend, operate. */
const AFTER_CALL = 9;
const HOUR_MS = 3_600_000;

const submit = (world: InProcessWorld, request: object, more: Partial<NewJob> = {}) => world.submit('generation', request, more);

/** Each operation, as small as it can be. */
const REQUESTS: [operation: string, request: object][] = [
  ['variation', { source: SOURCE }],
  ['refine', { prompt: 'a hat', source: SOURCE }],
  ['extend', { source: SOURCE, left_percentage: 10 }],
  ['object_removal', { source: { asset_id: 'a-1' }, mask_url: 'https://mask.test/1' }],
  ['background_removal', { source: { asset_id: 'a-1' } }],
  ['background_replacement', { source: SOURCE, background_color: '#fff' }],
  ['background_generation', { source: { file_id: 'f-1' } }],
  ['influence_color', { source: { file_id: 'f-1' }, prompt: 'a hat' }],
  ['influence_composition', { source: SOURCE }],
];

describe.each(REQUESTS)('%s', (operation, request) => {
  test('goes the way of a generation, and has one end', async () => {
    await using world = await inProcessWorld();
    const id = await submit(world, { operation, ...request });
    const job = await world.run(id);
    expect(job).toMatchObject({ status: 'succeeded', operation, attempts: 1, slot: null, billing: { state: 'charged' } });
    expect(world.getty.made).toMatchObject([{ id: job.gettyId, operation }]);
    expect((await world.store.jobs.timeline(job)).find(({ event }) => event === 'submitting')).toMatchObject({ call: operation });
    expect(await world.eventTypes()).toEqual(['generation.waiting', 'generation.succeeded']);
  });

  test('of one image starts one download for all of them, and none for an image that it does not have', async () => {
    await using world = await inProcessWorld();
    world.getty.settings.images = 1;
    const all = await world.run(await submit(world, { operation, ...request, download: { size_name: '4k', images: 'all' } }));
    expect(all.downloads).toHaveLength(1);
    const third = await world.run(await submit(world, { operation, ...request, download: { size_name: '4k', images: [2] } }));
    expect(await world.run(third.downloads[0]!)).toMatchObject({ status: 'failed', error: { code: 'not_found' }, attempts: 0 });
  });

  test('is found by its mark after its answer was lost, whatever type Getty shows', async () => {
    await using world = await inProcessWorld();
    const id = await submit(world, { operation, ...request });
    await world.dies(id, AFTER_CALL);
    world.getty.made[0]!.entry.generation_type = 'influence_outline_by_image';
    expect(await world.run(id)).toMatchObject({ status: 'succeeded', gettyId: world.getty.made[0]!.id, attempts: 1 });
    expect(world.getty.made).toHaveLength(1);
  });
});

describe('a mask that was uploaded', () => {
  const withMask = { operation: 'object_removal', source: SOURCE, mask: { upload_id: 'upl_1' } };
  const upload = { id: 'upl_1', tenant: 'acme', url: 'https://getty.test/mask', bytes: 1, sha256: 'x' };

  test('is sent by its URL', async () => {
    await using world = await inProcessWorld();
    await world.store.uploads.add({ ...upload, expiresAt: world.clock.now() + HOUR_MS });
    await world.run(await submit(world, withMask));
    expect(world.getty.made[0]?.body).toMatchObject({ mask_url: 'https://getty.test/mask' });
    expect(world.getty.made[0]?.body).not.toHaveProperty('mask');
  });

  test.each([
    ['expired', {}],
    ['another tenant’s', { tenant: 'beta' }],
  ])('and is %s ends the job before anything is sent', async (what, more) => {
    await using world = await inProcessWorld();
    await world.store.uploads.add({ ...upload, ...more, expiresAt: world.clock.now() + HOUR_MS });
    const id = await submit(world, withMask);
    if (what === 'expired') await world.clock.sleep(HOUR_MS);
    const job = await world.run(id);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'upload_expired' }, attempts: 0, slot: null });
    expect(job.billing).toEqual({ state: 'not_charged', because: 'nothing_sent' });
    expect(world.getty.made).toEqual([]);
    expect(await world.eventTypes()).toEqual(['generation.failed']);
  });
});

function notFound(): never {
  throw new NotFoundError('x', { call: 'refine', status: 404 });
}

describe('a 404 to an operation', () => {
  test.each([
    ['that nobody here made', {}],
    ['that has succeeded', { status: 'succeeded' }],
  ] as const)('on a source %s is final', async (_what, { status }: { status?: 'succeeded' }) => {
    await using world = await inProcessWorld();
    if (status) await ownerOf(world, SOURCE.generation_request_id, status);
    world.getty.answers.before = notFound;
    const job = await world.run(await submit(world, REFINE));
    expect(job).toMatchObject({ status: 'failed', error: { code: 'not_found' }, attempts: 1, billing: { state: 'not_charged' } });
  });

  test('on a source that has not ended passes, and holds no slot meanwhile', async () => {
    await using world = await inProcessWorld();
    await ownerOf(world, SOURCE.generation_request_id, 'waiting');
    world.getty.answers.before = notFound;
    const id = await submit(world, REFINE);
    await world.worker().pass({ id, run: 1 });
    expect(await world.record(id)).toMatchObject({ status: 'queued', slot: null, refusals: 1, billing: { state: 'not_charged' } });
    world.getty.answers.before = () => undefined;
    expect(await world.run(id)).toMatchObject({ status: 'succeeded', attempts: 2 });
  });

  test('on a background that has not ended passes too, but not for ever', async () => {
    await using world = await inProcessWorld();
    await ownerOf(world, 'g-background', 'waiting');
    world.getty.answers.before = notFound;
    const background = { background_reference_generation: { generation_request_id: 'g-background', index: 0 } };
    const job = await world.run(await submit(world, { operation: 'background_generation', source: { file_id: 'f-1' }, ...background }));
    expect(job).toMatchObject({ status: 'failed', error: { code: 'not_found' }, attempts: 20, billing: { state: 'not_charged' } });
  });

  test('and a 410 says that the source is gone', async () => {
    await using world = await inProcessWorld();
    world.getty.answers.before = () => {
      throw new GoneError('x', { call: 'refine', status: 410 });
    };
    expect(await world.run(await submit(world, REFINE))).toMatchObject({ status: 'failed', error: { code: 'gone' }, attempts: 1 });
  });
});

/** A job of ours that made a generation. */
async function ownerOf(world: InProcessWorld, gettyId: string, status: 'waiting' | 'succeeded'): Promise<void> {
  const id = await submit(world, { prompt: 'the source' });
  const pass = await world.store.passes.begin(id, 1);
  if (typeof pass === 'string') throw new Error(pass);
  const { intent } = await world.store.passes.intend(pass, 'generate');
  const billing = { state: 'charged', because: 'getty_accepted' } as const;
  const set = { getty_id: gettyId, accepted_at: world.clock.now() };
  await world.store.passes.settle(pass, intent, { status, set, billing, dueAt: world.clock.now() + HOUR_MS });
}
