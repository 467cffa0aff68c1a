import { describe, expect, test } from '@jest/globals';
import { API_KEY, ROUTES, failure, setup } from './test/setup.ts';
import { empty, json, text } from './test/scripted-server.ts';

const IMAGE = {
  index: 0,
  is_blocked: false,
  preview_urls: [{ preview_size: '612', image_url: 'https://img/0', width: 612, height: 344 }],
  url: null,
};

describe('generate', () => {
  test('sends the request as given, with key, token and a prompt in any script', async () => {
    await using world = await setup();
    world.getty.reply(ROUTES.generate, json(202, { generation_request_id: 'g1' }));

    const request = { prompt: 'ein Fuchs 🦊 im Schnee, 狐', seed: 7, product_id: 12, project_code: undefined };
    expect(await world.client.generate(request)).toEqual({ state: 'pending', generationRequestId: 'g1' });

    const [sent] = await world.getty.requests(ROUTES.generate, 1);
    expect(sent?.headers).toMatchObject({
      'api-key': API_KEY,
      authorization: 'Bearer token-1',
      accept: 'application/json',
      'content-type': 'application/json',
    });
    expect(sent?.body).toBe('{"prompt":"ein Fuchs 🦊 im Schnee, 狐","seed":7,"product_id":12}');
  });

  test('reads a 200 as done', async () => {
    await using world = await setup();
    const body = { generation_request_id: 'g1', seed: 7, results: [IMAGE], original_asset: { id: 'a1' }, brand_new_field: 1 };
    world.getty.reply(ROUTES.generate, json(200, body));

    expect(await world.client.generate({ prompt: 'fox' })).toEqual({
      state: 'done',
      generation: { generation_request_id: 'g1', seed: 7, images: [IMAGE], original_asset_id: 'a1' },
    });
  });

  test('keeps the id of a 200 with unreadable images, and leaves the images to the poll', async () => {
    await using world = await setup();
    world.getty.reply(ROUTES.generate, json(200, { generation_request_id: 'g1', results: 'soon' }));

    expect(await world.client.generate({ prompt: 'fox' })).toEqual({ state: 'pending', generationRequestId: 'g1' });
  });

  test.each([
    ['202 without a body', empty(202)],
    ['202 without an id', json(202, {})],
    ['202 with a null id', json(202, { generation_request_id: null })],
    ['202 with an id that leads its path elsewhere', json(202, { generation_request_id: '..' })],
    ['200 without an id', json(200, { results: [IMAGE] })],
  ])('a %s has spent money and lost the id', async (_name, reply) => {
    await using world = await setup();
    world.getty.reply(ROUTES.generate, reply);

    expect(await failure(world.client.generate({ prompt: 'fox' }))).toMatchObject({ name: 'UnknownOutcomeError' });
  });
});

describe('getGeneration', () => {
  test.each([
    ['an empty 202', empty(202), { state: 'pending', generationRequestId: null }],
    ['a 202 with the id', json(202, { generation_request_id: 'g1' }), { state: 'pending', generationRequestId: 'g1' }],
    ['a 202 that says when', empty(202, { 'retry-after': '4' }), { state: 'pending', generationRequestId: null, retryAfterMs: 4000 }],
  ])('reads %s as pending', async (_name, reply, expected) => {
    await using world = await setup();
    world.getty.reply(ROUTES.getGeneration, reply);

    expect(await world.client.getGeneration('g1')).toEqual(expected);
  });

  test('keeps the id that was asked for, and one image for each index', async () => {
    await using world = await setup();
    const results = [
      { ...IMAGE, url: 'https://img/first' },
      { ...IMAGE, index: 1 },
      { ...IMAGE, url: 'https://img/again' },
    ];
    world.getty.reply(ROUTES.getGeneration, json(200, { generation_request_id: 'g2', results }));

    const images = [
      { ...IMAGE, url: 'https://img/first' },
      { ...IMAGE, index: 1 },
    ];
    expect(await world.client.getGeneration('g1')).toMatchObject({ state: 'done', generation: { generation_request_id: 'g1', images } });
  });

  test('fills in what Getty leaves out or null', async () => {
    await using world = await setup();
    const results = [
      { index: 0, is_blocked: true, preview_urls: null },
      { index: 1, preview_urls: [{ image_url: null }, { image_url: 'https://img/1' }] },
    ];
    world.getty.reply(
      ROUTES.getGeneration,
      json(200, { results }),
      json(200, { generation_request_id: null, seed: null, results: null, original_asset: null }),
    );

    expect(await world.client.getGeneration('g1')).toEqual({
      state: 'done',
      generation: {
        generation_request_id: 'g1',
        seed: null,
        images: [
          { index: 0, is_blocked: true, preview_urls: [], url: null },
          {
            index: 1,
            is_blocked: false,
            preview_urls: [{ preview_size: null, image_url: 'https://img/1', width: 0, height: 0 }],
            url: null,
          },
        ],
        original_asset_id: null,
      },
    });
    expect(await world.client.getGeneration('g1')).toMatchObject({
      state: 'done',
      generation: { generation_request_id: 'g1', images: [] },
    });
  });

  test('reads JSON behind a byte order mark', async () => {
    await using world = await setup();
    world.getty.reply(ROUTES.getGeneration, text(200, '\uFEFF{"seed":3}'));

    expect(await world.client.getGeneration('g1')).toMatchObject({ generation: { seed: 3 } });
  });

  test('keeps an odd id inside its path segment', async () => {
    await using world = await setup();
    await failure(world.client.getGeneration('a/b?c#d'));

    expect(world.getty.received.at(-1)?.path).toBe('/v3/ai/image-generations/a%2Fb%3Fc%23d');
  });
});

describe('downloads', () => {
  test('lists the sizes', async () => {
    await using world = await setup();
    const sizes = [{ size_name: '1k', width: 1024, height: 576 }];
    world.getty.reply(ROUTES.downloadSizes, json(200, { download_sizes: sizes }), json(200, { download_sizes: null }));

    expect(await world.client.downloadSizes('g1', 0)).toEqual(sizes);
    expect(await world.client.downloadSizes('g1', 0)).toEqual([]);
  });

  test('starts one and polls it', async () => {
    await using world = await setup();
    world.getty.reply(ROUTES.startDownload, empty(202));
    world.getty.reply(ROUTES.getDownload, empty(202, { 'retry-after': '1' }), json(200, { url: 'https://file', generated_asset_id: 'a1' }));

    expect(await world.client.startDownload('g1', 0, { size_name: '4k', notes: 'für uns' })).toEqual({ state: 'pending' });
    expect(await world.client.getDownload('g1', 0)).toEqual({ state: 'pending', retryAfterMs: 1000 });
    expect(await world.client.getDownload('g1', 0)).toEqual({ state: 'done', url: 'https://file', generatedAssetId: 'a1' });

    const [sent] = await world.getty.requests(ROUTES.startDownload, 1);
    expect(JSON.parse(sent?.body ?? '')).toEqual({ size_name: '4k', notes: 'für uns' });
  });

  test('may be done at once, with or without an asset id, but not without a URL', async () => {
    await using world = await setup();
    world.getty.reply(ROUTES.startDownload, json(200, { url: 'https://file' }), json(200, { url: null }));

    expect(await world.client.startDownload('g1', 0, { size_name: '1k' })).toEqual({
      state: 'done',
      url: 'https://file',
      generatedAssetId: null,
    });
    expect(await failure(world.client.startDownload('g1', 0, { size_name: '1k' }))).toMatchObject({ name: 'UnknownOutcomeError' });
  });
});

describe('history', () => {
  const query = { from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-03-02T00:00:00Z') };

  test('asks for a window and a page', async () => {
    await using world = await setup();
    world.getty.reply(ROUTES.history, json(200, { result_count: 0, generations: null }));

    expect(await world.client.history({ ...query, page: 2, pageSize: 1000 })).toEqual({
      resultCount: 0,
      entryCount: 0,
      generations: [],
      unreadable: [],
    });

    const [sent] = await world.getty.requests(ROUTES.history, 1);
    expect(Object.fromEntries(new URLSearchParams(sent?.path.split('?')[1]))).toEqual({
      date_start: '2026-03-01T00:00:00.000Z',
      date_end: '2026-03-02T00:00:00.000Z',
      page: '2',
      page_size: '1000',
    });
  });

  test('reads a page far beyond the usual limit', async () => {
    await using world = await setup({ maxBodyBytes: 1000 });
    const generations = Array.from({ length: 1000 }, (_, index) => ({
      generation_request_id: `g${index}`,
      generation_date: '2026-03-01T10:00:00Z',
      prompt: 'fox '.repeat(500),
      notes: `dr:${index}`,
      results: [{ ...IMAGE, url: undefined }],
    }));
    world.getty.reply(ROUTES.history, json(200, { result_count: 5000, generations }));

    const page = await world.client.history(query);

    expect(page).toMatchObject({ resultCount: 5000 });
    expect(page.generations).toHaveLength(1000);
    expect(page.generations[7]).toEqual({
      generation_request_id: 'g7',
      generation_date: '2026-03-01T10:00:00Z',
      prompt: 'fox '.repeat(500),
      notes: 'dr:7',
      project_code: null,
      product_id: null,
      generation_type: null,
      source: null,
      original_asset_id: null,
      images: [IMAGE],
    });
  });

  test.each([
    [
      { source_generation_request: { source_generation_request_id: 'g0', source_generation_result_index: 2 } },
      { source: { generation_request_id: 'g0', index: 2 } },
    ],
    [{ source_generation_request: { source_generation_request_id: 'g0' } }, { source: { generation_request_id: 'g0', index: null } }],
    [{ source_generation_request: { source_generation_request_id: null, source_generation_result_index: 0 } }, { source: null }],
    [{ source_generation_request: 'g0' }, { source: null }],
    [{ original_asset: { id: 'a1' } }, { original_asset_id: 'a1' }],
    [{ original_asset: { id: null } }, { original_asset_id: null }],
    [
      { original_asset: null, generation_type: 7 },
      { original_asset_id: null, generation_type: null },
    ],
    [{ generation_type: 'refine' }, { generation_type: 'refine' }],
  ])('reads what an entry was made from: %j', async (shown, expected) => {
    await using world = await setup();
    world.getty.reply(ROUTES.historyItem, json(200, { generation_request_id: 'g1', ...shown }));
    expect(await world.client.historyItem('g1')).toMatchObject({ generation_request_id: 'g1', ...expected });
  });

  test('reads each entry separately, and reports those it could not use', async () => {
    await using world = await setup();
    const generations = [
      null,
      { generation_request_id: 'g1', prompt: 7, notes: { a: 1 }, product_id: 'x', results: 'none' },
      { notes: 'dr:1', prompt: 'a fox' },
      { generation_request_id: 12, notes: null },
      { generation_request_id: 'g2', notes: 'dr:2', results: [{ index: 'first' }] },
    ];
    world.getty.reply(ROUTES.history, json(200, { result_count: 'five', generations }));

    const page = await world.client.history(query);

    expect(page).toMatchObject({ resultCount: null, entryCount: 5, unreadable: [{ notes: null }, { notes: 'dr:1' }, { notes: null }] });
    expect(page.generations).toMatchObject([
      { generation_request_id: 'g1', prompt: null, notes: null, product_id: null, images: [] },
      { generation_request_id: 'g2', notes: 'dr:2', images: [] },
    ]);
  });

  test.each([
    ['a list that is none', { generations: 'many' }],
    ['results without a list', { result_count: 3 }],
  ])('with %s is unreadable: nothing may be taken for absent', async (_name, body) => {
    await using world = await setup();
    world.getty.reply(ROUTES.history, json(200, body));

    expect(await failure(world.client.history(query))).toMatchObject({ name: 'RetryableError', status: 200 });
  });
});

describe('addresses', () => {
  test.each([
    ['/v3', ''],
    ['v3/', '/'],
    ['/beta/v3', '/gateway/'],
  ])('the path prefix %j joins a base that ends in %j', async (pathPrefix, ending) => {
    await using world = await setup();
    await using other = await setup({ pathPrefix, apiUrl: world.getty.url + ending });
    await failure(other.client.getGeneration('g1'));

    const expected = `${ending}/${pathPrefix}/ai/image-generations/g1`.replaceAll(/\/+/g, '/');
    expect(world.getty.received.map((request) => request.path)).toEqual([expected]);
  });
});
