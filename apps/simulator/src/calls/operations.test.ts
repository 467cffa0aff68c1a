import { describe, expect, test } from '@jest/globals';

import type { Operation } from '../requests/operation.ts';
import { startSimulator } from '../test/start-simulator.ts';

type Simulator = Awaited<ReturnType<typeof startSimulator>>;

const MASK = { mask_url: 'https://files.example/mask.jpg' };

/** A request of each operation that works on an image, without its source. */
const REQUESTS: [Operation, object][] = [
  ['variation', {}],
  ['refine', { prompt: 'a tower', ...MASK }],
  ['extend', { left_percentage: 50 }],
  ['object_removal', MASK],
  ['background_removal', {}],
  ['background_replacement', { prompt: 'a desert' }],
  ['influence_color', { prompt: 'a fox' }],
  ['influence_composition', {}],
];

/** Calls an operation on an image of a generation. */
async function on(simulator: Simulator, source: { id: string; index?: number }, [operation, request]: [Operation, object]) {
  const { id, index = 2 } = source;
  if (operation === 'variation') return await simulator.call(operation, { id, index, body: request });
  return await simulator.call(operation, { body: { reference_generation: { generation_request_id: id, index }, ...request } });
}

test.each(REQUESTS)('%s makes a generation of its source, which ledger and history name', async (operation, request) => {
  await using simulator = await startSimulator();
  const id = await simulator.finished();
  const { status, body } = await on(simulator, { id }, [operation, { ...request, notes: 'n' }]);
  expect([status, (await simulator.call('poll', { id: body.generation_request_id })).status]).toEqual([202, 202]);
  simulator.clock.advance(4_000);
  const done = await simulator.call('poll', { id: body.generation_request_id });
  expect(done.body.results).toHaveLength(operation === 'background_removal' ? 1 : 4);
  expect(done.body.original_asset).toEqual({ id: null });

  const prompt = 'prompt' in request ? request.prompt : null;
  expect((await simulator.ledger()).generations[1]).toMatchObject({
    operation,
    source: { generation_request_id: id, index: 2 },
    prompt,
    mask_url: 'mask_url' in request ? MASK.mask_url : null,
    notes: 'n',
    answered: 'ok',
  });
  const [listed] = (await simulator.call('history')).body.generations;
  expect(listed).toMatchObject({
    prompt,
    source_generation_request: { source_generation_request_id: id, source_generation_result_index: 2 },
  });
  const words: Partial<Record<Operation, string>> = {
    influence_color: 'influence_color_by_image',
    influence_composition: 'influence_composition_by_image',
  };
  expect(listed.generation_type).toBe(operation === 'background_replacement' ? undefined : (words[operation] ?? operation));
});

describe('a source', () => {
  test.each(REQUESTS)('of %s must be known, done, not blocked and not gone', async (...operation) => {
    await using simulator = await startSimulator({ SIMULATOR_TOKEN_LIFETIME: '365d' });
    const statusOn = async (id: string, index = 2) => (await on(simulator, { id, index }, operation)).status;
    const id = await simulator.finished({ prompt: 'a dog [sim:blocked=1]' });
    const { generation_request_id: pending } = (await simulator.generate()).body;
    expect([await statusOn('nobody'), await statusOn(pending), await statusOn(id, 1), await statusOn(id, 4)]).toEqual([404, 404, 404, 404]);
    simulator.clock.advance(180 * 86_400_000);
    expect(await statusOn(id)).toBe(410);
    expect((await simulator.ledger()).totals.generations).toBe(2);
  });

  test('may be an asset: a downloaded one, or any of Getty, but not one that looks generated and is unknown', async () => {
    await using simulator = await startSimulator();
    const { generated_asset_id } = await simulator.downloaded(await simulator.finished());
    const removal = async (reference_asset_id: string) => await simulator.call('background_removal', { body: { reference_asset_id } });
    const made = await removal(generated_asset_id);
    expect([made.status, (await removal('1234567890')).status]).toEqual([202, 202]);
    expect((await removal('00000000-0000-4000-8000-000000000000')).status).toBe(404);
    simulator.clock.advance(4_000);
    const { body } = await simulator.call('poll', { id: made.body.generation_request_id });
    expect(body.original_asset).toEqual({ id: generated_asset_id });
    expect((await simulator.call('history')).body.generations[0]).toMatchObject({ original_asset: { id: '1234567890' } });
  });

  test('may be a registered file of the right category', async () => {
    await using simulator = await startSimulator();
    const [picture, product] = [await simulator.registered('ImageReference'), await simulator.registered('CustomerProduct')];
    const statusOf = async (operation: Operation, reference_file_registration_id: string) =>
      (await simulator.call(operation, { body: { reference_file_registration_id } })).status;
    for (const operation of ['influence_color', 'influence_composition'] as const) {
      expect([await statusOf(operation, picture), await statusOf(operation, product), await statusOf(operation, 'x')]).toEqual([
        202, 400, 404,
      ]);
    }
    expect([await statusOf('background_generation', product), await statusOf('background_generation', picture)]).toEqual([202, 400]);
    expect(await statusOf('background_generation', 'x')).toBe(404);
    expect((await simulator.ledger()).generations.map(({ source }: { source: object }) => source)).toEqual([
      { file_id: picture },
      { file_id: picture },
      { file_id: product },
    ]);
  });

  test('of a background must exist too', async () => {
    await using simulator = await startSimulator();
    const reference_file_registration_id = await simulator.registered('CustomerProduct');
    const id = await simulator.finished();
    const statusOf = async (background: object) =>
      (await simulator.call('background_generation', { body: { reference_file_registration_id, ...background } })).status;
    expect(await statusOf({ background_reference_generation: { generation_request_id: id, index: 0 } })).toBe(202);
    expect(await statusOf({ background_reference_generation: { generation_request_id: 'nobody', index: 0 } })).toBe(404);
    expect(await statusOf({ background_file_registration_id: 'nobody' })).toBe(404);
    expect(await statusOf({ background_asset_id: '12', background_reference_adherence: 'strong' })).toBe(202);
  });
});

test('a background replaced by a colour is one image, unless another number is set', async () => {
  await using simulator = await startSimulator({ SIMULATOR_INLINE_GENERATIONS: '1' });
  const id = await simulator.finished();
  const imagesOf = async (request: object) => (await on(simulator, { id }, ['background_replacement', request])).body.results.length;
  expect([await imagesOf({ background_color: '#ff8800' }), await imagesOf({ prompt: 'a beach' })]).toEqual([1, 4]);
  await simulator.change({ images_by_operation: { background_replacement: 2 } });
  expect(await imagesOf({ background_color: 'teal' })).toBe(2);
});

test('answers that Getty does not document can be chosen', async () => {
  await using simulator = await startSimulator({
    SIMULATOR_BACKGROUND_REPLACEMENT_TYPE: 'background_replacement',
    SIMULATOR_ORIGINAL_ASSET_AS: 'none',
    SIMULATOR_PROMPT_AND_COLOR: 'refused',
    SIMULATOR_INLINE_GENERATIONS: '1',
  });
  const id = await simulator.finished();
  const both = { prompt: 'a beach', background_color: 'red' };
  expect((await on(simulator, { id }, ['background_replacement', both])).status).toBe(400);
  expect((await on(simulator, { id }, ['background_replacement', { prompt: 'a beach' }])).body.original_asset).toBeNull();
  expect((await simulator.call('history')).body.generations[0].generation_type).toBe('background_replacement');
});

test('operations count against the limit of pending generations', async () => {
  await using simulator = await startSimulator({ SIMULATOR_MAX_PENDING: '1' });
  const id = await simulator.finished();
  expect((await on(simulator, { id }, ['variation', {}])).status).toBe(202);
  expect((await on(simulator, { id }, ['background_removal', {}])).body.ErrorCode).toBe('TooManyConcurrentGenerations');
  simulator.clock.advance(4_000);
  expect((await on(simulator, { id }, ['background_removal', {}])).status).toBe(202);
});

describe('behaviour', () => {
  test('of an operation without a prompt can be set in its notes', async () => {
    await using simulator = await startSimulator();
    const id = await simulator.finished();
    const notes = (text: string) => on(simulator, { id }, ['variation', { notes: text }]);
    expect((await notes('x [sim:status=503]')).status).toBe(503);
    const made = (await notes('x [sim:blocked=0] [sim:poll status=409 times=1]')).body.generation_request_id;
    simulator.clock.advance(4_000);
    expect((await simulator.call('poll', { id: made })).status).toBe(409);
    expect((await simulator.call('poll', { id: made })).body.results[0].is_blocked).toBe(true);
    expect((await simulator.ledger()).totals.generations).toBe(2);
  });

  test('of a source does not apply to what is made of it', async () => {
    await using simulator = await startSimulator();
    const id = await simulator.finished({ prompt: 'a dog [sim:blocked=0] [sim:duration=1s]' });
    const made = await on(simulator, { id }, ['refine', { prompt: 'a cat' }]);
    simulator.clock.advance(1_000);
    expect((await simulator.call('poll', { id: made.body.generation_request_id })).status).toBe(202);
  });

  test('can be programmed for one operation, for several calls, or by the source', async () => {
    await using simulator = await startSimulator();
    const id = await simulator.finished();
    await simulator.scenario({ drop: 'after' }, { call: ['refine', 'extend'] });
    await expect(on(simulator, { id }, ['extend', { top_percentage: 1 }])).rejects.toThrow('fetch failed');
    await simulator.scenario({ status: '500' }, { generation_request_id: id, index: 3 });
    expect((await on(simulator, { id, index: 3 }, ['variation', {}])).status).toBe(500);
    await simulator.scenario({ status: '409' }, { call: 'poll', operation: 'variation' });
    const { generation_request_id: varied } = (await on(simulator, { id, index: 1 }, ['variation', {}])).body;
    expect((await simulator.call('poll', { id })).status).toBe(200);
    expect((await simulator.call('poll', { id: varied })).status).toBe(409);
    expect((await simulator.ledger()).generations).toMatchObject([
      { operation: 'generate' },
      { operation: 'extend', answered: 'dropped' },
      { operation: 'variation', answered: 'ok' },
    ]);
  });

  test('can give each operation its own duration', async () => {
    await using simulator = await startSimulator({ SIMULATOR_DURATION_BY_OPERATION: '{"background_removal":"1s"}' });
    const id = await simulator.finished();
    const { generation_request_id: made } = (await on(simulator, { id }, ['background_removal', {}])).body;
    simulator.clock.advance(1_000);
    expect((await simulator.call('poll', { id: made })).status).toBe(200);
  });
});

test('an image that an operation does not give has no sizes and no download', async () => {
  await using simulator = await startSimulator();
  const id = await simulator.finished();
  const { generation_request_id: made } = (await on(simulator, { id }, ['background_removal', {}])).body;
  simulator.clock.advance(4_000);
  expect((await simulator.call('download_sizes', { id: made, index: 0 })).status).toBe(200);
  expect((await simulator.call('download_sizes', { id: made, index: 1 })).status).toBe(404);
  expect((await simulator.call('start_download', { id: made, index: 1, body: { size_name: '1k' } })).status).toBe(404);
});

test('a download outlives its generation, and then is gone too', async () => {
  await using simulator = await startSimulator({ SIMULATOR_TOKEN_LIFETIME: '400d' });
  const id = await simulator.finished();
  simulator.clock.advance(90 * 86_400_000);
  const { generated_asset_id } = await simulator.downloaded(id);
  const again = async () => (await simulator.call('redownload', { body: { generated_asset_id, size_name: '4k' } })).status;
  simulator.clock.advance(100 * 86_400_000);
  expect([(await simulator.call('get_download', { id })).status, await again()]).toEqual([410, 200]);
  simulator.clock.advance(90 * 86_400_000);
  expect(await again()).toBe(410);
});
