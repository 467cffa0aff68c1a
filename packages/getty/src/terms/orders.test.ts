import { describe, expect, test } from '@jest/globals';

import type { GettyOrder } from './orders.ts';
import { failure, setup } from '../test/setup.ts';
import { empty, json } from '../test/scripted-server.ts';

const IMAGE = { generation_request_id: 'g 1', index: 2 };
const COMMON = { product_id: 7, project_code: 'P', notes: 'n' };
const SIDES = { left_percentage: 0.5, right_percentage: 0, top_percentage: 10, bottom_percentage: undefined };

/** Each order, where it is sent, and its body if that is not sent as given. */
const ORDERS: [GettyOrder, path: string][] = [
  [{ operation: 'variation', of: IMAGE, body: COMMON }, 'g%201/images/2/variations'],
  [
    {
      operation: 'refine',
      body: { ...COMMON, prompt: 'a hat', negative_prompt: 'dogs', reference_generation: IMAGE, mask_url: 'https://m' },
    },
    'refine',
  ],
  [{ operation: 'extend', body: { ...COMMON, ...SIDES, reference_asset_id: 'a1', prompt: 'sea' } }, 'extend'],
  [{ operation: 'object_removal', body: { ...COMMON, reference_asset_id: 'a1', mask_url: 'https://m' } }, 'object-removal'],
  [{ operation: 'background_removal', body: { ...COMMON, reference_generation: IMAGE } }, 'background-removal'],
  [
    {
      operation: 'background_replacement',
      body: { ...COMMON, reference_generation: IMAGE, background_color: '#fff', media_type: 'photography' },
    },
    'background-replacement',
  ],
  [
    {
      operation: 'background_generation',
      body: {
        ...COMMON,
        ...SIDES,
        reference_file_registration_id: 'f1',
        prompt: 'a beach',
        background_file_registration_id: 'f2',
        background_asset_id: 'a2',
        background_reference_generation: IMAGE,
        background_reference_adherence: 'strong',
      },
    },
    'background-generations',
  ],
  [
    { operation: 'influence_color', body: { ...COMMON, reference_file_registration_id: 'f1', prompt: 'x', noise_level: 0.2, seed: 1 } },
    'influence-color-by-image',
  ],
  [
    {
      operation: 'influence_composition',
      body: { ...COMMON, reference_asset_id: 'a1', influence_level: 0.3, mood: 'warm', aspect_ratio: '1:1' },
    },
    'influence-composition-by-image',
  ],
];

describe.each(ORDERS)('operate %j', (order, path) => {
  const route = `POST /v3/ai/image-generations/${path}`;

  test('sends its body as given, and is a call of its own kind', async () => {
    await using world = await setup();
    world.getty.reply(route, json(202, { generation_request_id: 'g2' }));
    expect(await world.client.operate(order)).toEqual({ state: 'pending', generationRequestId: 'g2' });
    const [sent] = await world.getty.requests(route, 1);
    expect(JSON.parse(sent!.body)).toEqual(JSON.parse(JSON.stringify(order.body)));
    expect(world.asked.at(-1)).toBe(order.operation);
    expect(world.records.at(-1)).toMatchObject({ kind: order.operation, method: 'POST', outcome: 'ok' });
  });

  test('reads a 200 with one image', async () => {
    await using world = await setup();
    world.getty.reply(route, json(200, { generation_request_id: 'g2', results: [{ index: 0 }], original_asset: null }));
    expect(await world.client.operate(order)).toMatchObject({
      state: 'done',
      generation: { generation_request_id: 'g2', images: [{ index: 0, is_blocked: false }], original_asset_id: null },
    });
  });

  test.each([
    ['a 202 without an id', json(202, {}), 'UnknownOutcomeError'],
    ['a 502', empty(502), 'UnknownOutcomeError'],
    ['a 409', json(409, { ErrorCode: 'ConcurrencyConflict' }), 'ConflictError'],
    ['a 404', json(404, { ErrorCode: 'NotFound' }), 'NotFoundError'],
    ['a 410', json(410, { ErrorCode: 'GenerationRequestGone' }), 'GoneError'],
    ['a 400', json(400, { ErrorCode: 'BadRequest' }), 'TerminalError'],
  ])('throws what follows from %s, and is sent once', async (_what, reply, name) => {
    await using world = await setup();
    world.getty.reply(route, reply);
    expect(await failure(world.client.operate(order))).toMatchObject({ name, call: order.operation });
    expect(world.getty.received.filter(({ path: one }) => one !== '/oauth2/token')).toHaveLength(1);
  });
});

describe('redownload', () => {
  const route = 'POST /v3/ai/redownloads';
  const request = { generated_asset_id: 'a1', product_id: 3, size_name: '4k', project_code: undefined, notes: 'n' };

  test('sends its body as given, and reads the file', async () => {
    await using world = await setup();
    world.getty.reply(route, json(200, { url: 'https://file', generated_asset_id: 'a1' }));
    expect(await world.client.redownload(request)).toEqual({ url: 'https://file', generatedAssetId: 'a1' });
    const [sent] = await world.getty.requests(route, 1);
    expect(sent?.body).toBe('{"generated_asset_id":"a1","product_id":3,"size_name":"4k","notes":"n"}');
    expect(world.records.at(-1)).toMatchObject({ kind: 'redownload', outcome: 'ok' });
  });

  test.each([
    ['a 202 without a body', empty(202), 'UnknownOutcomeError'],
    ['a 200 without a URL', json(200, { generated_asset_id: 'a1' }), 'UnknownOutcomeError'],
    ['a 404', json(404, { ErrorCode: 'GeneratedAssetNotFound' }), 'NotFoundError'],
    ['a 429 of the day', json(429, { ErrorCode: 'DailyRequestLimitExceeded' }), 'ThrottledError'],
  ])('throws what follows from %s', async (_what, reply, name) => {
    await using world = await setup();
    world.getty.reply(route, reply);
    expect(await failure(world.client.redownload(request))).toMatchObject({ name, call: 'redownload' });
  });
});
