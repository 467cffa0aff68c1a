import { Readable } from 'node:stream';

import { describe, expect, test } from '@jest/globals';
import { ROUTES, failure, setup } from '../test/setup.ts';
import { dropBeforeHeaders, empty, hang, json, text } from '../test/scripted-server.ts';

const FILE = { url: 'https://img.test/1.jpg', rights_claimed: true, category: 'ImageReference' } as const;

describe('registered files', () => {
  test.each([
    ['200', json(200, { id: 'f1' })],
    ['201', json(201, { id: 'f1', brand_new_field: 1 })],
  ])('a %s to a registration has the id', async (_name, reply) => {
    await using world = await setup();
    world.getty.reply(ROUTES.registerFile, reply);
    expect(await world.client.registerFile(FILE)).toEqual({ id: 'f1' });
    const [sent] = await world.getty.requests(ROUTES.registerFile, 1);
    expect(JSON.parse(sent!.body)).toEqual(FILE);
  });

  test.each([
    ['an unreadable answer', text(200, 'soon')],
    ['an answer without an id', json(200, { id: null })],
    ['a lost answer', dropBeforeHeaders],
    ['a 500', json(500, {})],
    ['a 409', json(409, { ErrorCode: 'ConcurrencyConflict' })],
  ])('%s to a registration may be tried again', async (_name, reply) => {
    await using world = await setup();
    world.getty.reply(ROUTES.registerFile, reply);
    expect(await failure(world.client.registerFile(FILE))).toMatchObject({ name: 'RetryableError' });
  });

  test('a refused registration', async () => {
    await using world = await setup();
    world.getty.reply(ROUTES.registerFile, json(400, { ErrorCode: 'RightsNotClaimed' }));
    expect(await failure(world.client.registerFile(FILE))).toMatchObject({ name: 'TerminalError', code: 'RightsNotClaimed' });
  });

  test('previews are read as far as they can be', async () => {
    await using world = await setup();
    const preview = { preview_size: '612', image_url: 'https://img/0', width: 612, height: 344 };
    world.getty.reply(ROUTES.getFile, json(200, { id: 'f1', preview_urls: [preview] }), json(200, { id: 'f1', preview_urls: null }));
    expect(await world.client.getFile('f1')).toEqual({ preview_urls: [preview] });
    expect(await world.client.getFile('f1')).toEqual({ preview_urls: [] });
  });

  test.each([200, 202, 204])('a %s to a deletion has deleted it', async (status) => {
    await using world = await setup();
    world.getty.reply(ROUTES.deleteFile, empty(status));
    await world.client.deleteFile('f1');
    expect(world.records.at(-1)).toMatchObject({ kind: 'delete_file', status, outcome: 'ok' });
  });

  test('what Getty does not have is not found, or gone', async () => {
    await using world = await setup();
    world.getty.reply(ROUTES.getFile, empty(404));
    world.getty.reply(ROUTES.deleteFile, empty(404), empty(410));
    expect(await failure(world.client.getFile('f1'))).toMatchObject({ name: 'NotFoundError' });
    expect(await failure(world.client.deleteFile('f1'))).toMatchObject({ name: 'NotFoundError' });
    expect(await failure(world.client.deleteFile('f1'))).toMatchObject({ name: 'GoneError' });
  });

  test('an id cannot leave its place in the path', async () => {
    await using world = await setup();
    world.getty.reply('GET /v3/ai/file-registrations/..%2F..%2Fproducts', json(200, { id: 'x' }));
    expect(await world.client.getFile('../../products')).toEqual({ preview_urls: [] });
  });
});

describe('an upload', () => {
  const JPEG = Buffer.from('a picture');
  const stream = () => ({ open: () => Readable.from([JPEG]), bytes: JPEG.length });

  test('is sent as it is, and has its URL', async () => {
    await using world = await setup();
    world.getty.reply(ROUTES.upload, empty(200));
    expect(await world.client.upload('a.jpg', stream())).toBe(`${world.getty.url}/v3/search/by-image/uploads/a.jpg`);
    const [sent] = await world.getty.requests(ROUTES.upload, 1);
    expect(sent).toMatchObject({ body: 'a picture', headers: { 'content-type': 'image/jpeg', 'content-length': '9' } });
  });

  test('is sent again from its beginning with a fresh token', async () => {
    await using world = await setup();
    world.getty.reply(ROUTES.upload, json(401, {}), empty(201));
    await world.client.upload('a.jpg', stream());
    expect((await world.getty.requests(ROUTES.upload, 2)).map(({ body }) => body)).toEqual(['a picture', 'a picture']);
  });

  test('that finds no one closes what it read', async () => {
    await using world = await setup({ apiUrl: 'http://127.0.0.1:1' });
    const opened = Readable.from([JPEG]);
    expect(await failure(world.client.upload('a.jpg', { open: () => opened, bytes: JPEG.length }))).toMatchObject({
      name: 'RetryableError',
    });
    expect(opened.destroyed).toBe(true);
  });
});

describe('prompts and products', () => {
  test('an enhanced prompt, or none', async () => {
    await using world = await setup();
    world.getty.reply(ROUTES.enhancePrompt, json(200, { enhanced_prompt: 'a red fox' }), json(200, { enhanced_prompt: null }));
    expect(await world.client.enhancePrompt('fox')).toBe('a red fox');
    expect(await world.client.enhancePrompt('fox')).toBeNull();
    world.getty.reply(ROUTES.enhancePrompt, json(400, { ErrorCode: 'PromptEnhancementFailed' }));
    expect(await failure(world.client.enhancePrompt('fox'))).toMatchObject({ name: 'TerminalError', code: 'PromptEnhancementFailed' });
  });

  test('products and what they demand; an unreadable one is left out', async () => {
    await using world = await setup();
    const full = { id: 7, name: 'AI', type: 'premiumaccess', status: 'active', expiration_utc_date: '2027-01-12T08:00:00Z' };
    const requirements = { is_note_required: false, is_project_code_required: true, project_codes: ['secret'] };
    const products = [{ ...full, download_requirements: requirements }, { id: '8' }, { name: 'no id' }, null];
    world.getty.reply(ROUTES.products, json(200, { products }));
    const nothing = { name: null, type: null, status: null, expiresAt: null, needsProjectCode: null, needsNotes: null };
    expect(await world.client.products()).toEqual([
      {
        id: 7,
        name: 'AI',
        type: 'premiumaccess',
        status: 'active',
        expiresAt: full.expiration_utc_date,
        needsProjectCode: true,
        needsNotes: false,
      },
      { ...nothing, id: 8 },
    ]);
  });

  test('a call that hangs ends with its time limit', async () => {
    await using world = await setup({ readTimeoutMs: 50 });
    world.getty.reply(ROUTES.products, hang);
    expect(await failure(world.client.products())).toMatchObject({ name: 'RetryableError' });
  });
});
