import { describe, expect, test } from '@jest/globals';

import { startSimulator } from '../test/start-simulator.ts';

const DAY_MS = 86_400_000;
const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(100, 7)]);

describe('a file registration', () => {
  test('is returned by its id, listed by pages, and deleted', async () => {
    await using simulator = await startSimulator();
    const ids = [
      await simulator.registered('ImageReference'),
      await simulator.registered('CustomerProduct'),
      await simulator.registered('ImageReference'),
    ];
    expect((await simulator.call('get_file', { id: ids[0]! })).body).toMatchObject({
      id: ids[0],
      preview_urls: [{ preview_size: 'preview' }, {}],
    });
    expect((await simulator.call('list_files', { query: { page: 2, page_size: 2 } })).body).toMatchObject({
      result_count: 3,
      file_registrations: [{ id: ids[0], date_created: '2026-03-01T12:00:00.000Z' }],
    });
    expect((await simulator.call('delete_file', { id: ids[0]! })).status).toBe(204);
    expect((await simulator.call('delete_file', { id: ids[0]! })).status).toBe(404);
    expect((await simulator.call('get_file', { id: ids[0]! })).status).toBe(404);
    expect((await simulator.ledger()).file_registrations).toMatchObject([{ id: ids[1], category: 'CustomerProduct' }, { id: ids[2] }]);
  });

  test('has previews that can be read', async () => {
    await using simulator = await startSimulator();
    const { preview_urls } = (await simulator.call('get_file', { id: await simulator.registered('CustomerProduct') })).body;
    expect((await fetch(preview_urls[1].image_url)).headers.get('content-type')).toBe('image/jpeg');
  });
});

describe('an upload', () => {
  test('is served under its URL for a day, and a second of its name takes its place', async () => {
    await using simulator = await startSimulator({ SIMULATOR_TOKEN_LIFETIME: '2d' });
    const url = `${simulator.app.url}/v3/search/by-image/uploads/mask%201.jpg`;
    expect((await simulator.call('upload', { id: 'mask%201.jpg', body: JPEG })).status).toBe(200);
    const second = Buffer.concat([JPEG, Buffer.from('more')]);
    await simulator.call('upload', { id: 'mask%201.jpg', body: second });
    const served = await fetch(url);
    expect(served.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await served.arrayBuffer()).equals(second)).toBe(true);
    expect((await simulator.ledger()).uploads).toMatchObject([{ name: 'mask 1.jpg', bytes: second.length, client: 'key' }]);
    simulator.clock.advance(DAY_MS);
    expect((await fetch(url)).status).toBe(404);
  });

  test('must be a JPEG of at most 10 MB, from a client with a key', async () => {
    await using simulator = await startSimulator();
    const statusOf = async (body: Buffer, headers = {}) => (await simulator.call('upload', { id: 'm', body, headers })).status;
    expect(await statusOf(Buffer.from('\u0089PNG'))).toBe(400);
    expect(await statusOf(Buffer.alloc(0))).toBe(400);
    expect(await statusOf(Buffer.concat([JPEG, Buffer.alloc(10 * 1024 * 1024)]))).toBe(413);
    expect(await statusOf(JPEG, { 'api-key': '' })).toBe(401);
    expect(await statusOf(Buffer.concat([JPEG, Buffer.alloc(10 * 1024 * 1024 - JPEG.length)]))).toBe(200);
  });

  test('that is unknown or has expired cannot be a mask or a file', async () => {
    await using simulator = await startSimulator({ SIMULATOR_UPLOAD_LIFETIME: '1h', SIMULATOR_TOKEN_LIFETIME: '2d' });
    await simulator.call('upload', { id: 'm', body: JPEG });
    const mask_url = `${simulator.app.url}/v3/search/by-image/uploads/m`;
    const removal = async (url: string) =>
      (await simulator.call('object_removal', { body: { reference_asset_id: '1', mask_url: url } })).status;
    expect([await removal(mask_url), await removal(`${mask_url}2`)]).toEqual([202, 400]);
    simulator.clock.advance(3_600_000);
    expect(await removal(mask_url)).toBe(400);
    const file = { url: mask_url, rights_claimed: true, category: 'ImageReference' };
    expect((await simulator.call('register_file', { body: file })).status).toBe(400);
  });
});

test('a prompt is enhanced, the same way each time', async () => {
  await using simulator = await startSimulator();
  const enhance = async (prompt: string) => await simulator.call('enhance_prompt', { body: { prompt } });
  const { enhanced_prompt } = (await enhance('a fox')).body;
  expect(enhanced_prompt).toMatch(/^a fox, /);
  expect((await enhance('a fox')).body.enhanced_prompt).toBe(enhanced_prompt);
  expect((await enhance('')).status).toBe(400);
  await simulator.scenario({ status: '400-enhancement' }, { call: 'enhance_prompt' });
  expect((await enhance('a fox')).body.ErrorCode).toBe('PromptEnhancementFailed');
});

test('the products name what the account demands, or are refused', async () => {
  await using simulator = await startSimulator({ SIMULATOR_PROJECT_CODE: 'required' });
  expect((await simulator.call('products')).body.products).toMatchObject([
    { id: 1, download_requirements: { is_note_required: false, is_project_code_required: true } },
  ]);
  await simulator.change({ products: 'refused' });
  expect((await simulator.call('products')).status).toBe(403);
});
