import { describe, expect, test } from '@jest/globals';

import { startSimulator } from '../test/start-simulator.ts';

const FORM = 'client_id=key&client_secret=secret&grant_type=';

describe('token', () => {
  test('is issued for client credentials and for a refresh token', async () => {
    await using simulator = await startSimulator();
    expect((await simulator.call('token', { body: `${FORM}client_credentials` })).body).toMatchObject({ expires_in: 1800 });
    expect((await simulator.call('token', { body: `${FORM}refresh_token&refresh_token=r` })).status).toBe(200);
  });

  test('is refused without credentials, or for another grant', async () => {
    await using simulator = await startSimulator();
    expect((await simulator.call('token', { body: 'grant_type=client_credentials' })).status).toBe(401);
    expect((await simulator.call('token', { body: `${FORM}password` })).status).toBe(400);
    expect((await simulator.call('token', { body: `${FORM}refresh_token` })).status).toBe(400);
  });

  test('accepts only the configured key and secret, if there are any', async () => {
    await using simulator = await startSimulator({ SIMULATOR_API_KEY: 'key', SIMULATOR_API_SECRET: 'secret' });
    expect((await simulator.call('token', { body: FORM.replace('=secret', '=other') + 'client_credentials' })).status).toBe(401);
    expect((await simulator.generate({}, { headers: { 'api-key': 'other' } })).status).toBe(401);
    expect((await simulator.generate()).status).toBe(202);
  });

  test('reports its lifetime as a string when configured', async () => {
    await using simulator = await startSimulator({ SIMULATOR_EXPIRES_IN_AS: 'string' });
    expect((await simulator.call('token', { body: `${FORM}client_credentials` })).body.expires_in).toBe('1800');
  });

  test('is refused without the key, without the token, or after it has expired', async () => {
    await using simulator = await startSimulator();
    expect((await simulator.generate()).status).toBe(202);
    expect((await simulator.generate({}, { headers: { 'api-key': '' } })).body).toEqual({ message: 'Unauthorized' });
    expect((await simulator.generate({}, { headers: { authorization: '' } })).status).toBe(401);
    simulator.clock.advance(30 * 60_000);
    expect((await simulator.generate()).status).toBe(401);
    expect((await simulator.ledger()).totals.generations).toBe(1);
  });
});

test('what takes a moment is never done in the first answer, even if that moment has passed by then', async () => {
  await using simulator = await startSimulator({ SIMULATOR_GENERATION_DURATION: '1ms', SIMULATOR_DOWNLOAD_DURATION: '1ms' });
  const { clock } = simulator;
  let looks = 0;
  const startsAt = clock.now();
  clock.now = () => startsAt + 10 * looks++; // a busy machine: each look at the clock is later
  const { status, body } = await simulator.generate();
  expect(status).toBe(202);
  const id = body.generation_request_id;
  expect((await simulator.call('poll', { id })).status).toBe(200);
  expect((await simulator.call('start_download', { id, index: 0, body: { size_name: '1k' } })).status).toBe(202);
  expect((await simulator.call('get_download', { id, index: 0 })).status).toBe(200);
});

describe('a generation', () => {
  test('is pending, then has four images with previews of 612', async () => {
    await using simulator = await startSimulator();
    const { status, body } = await simulator.generate({ aspect_ratio: '16:9' });
    const id = body.generation_request_id;
    expect(status).toBe(202);
    expect((await simulator.call('poll', { id })).status).toBe(202);
    simulator.clock.advance(4_000);

    const done = await simulator.call('poll', { id });
    expect(done.status).toBe(200);
    expect(done.body.results.map((result: { index: number }) => result.index)).toEqual([0, 1, 2, 3]);
    expect(done.body.results[0].preview_urls[0]).toMatchObject({ preview_size: 'preview', width: 612, height: 344 });
    expect(done.body.results[0].url).toBe(done.body.results[0].preview_urls[0].image_url);
  });

  test.each([
    ['no prompt', { prompt: '' }],
    ['an unknown aspect ratio', { aspect_ratio: '5:4' }],
    ['an unknown mood', { mood: 'gloomy' }],
    ['an unknown media type', { media_type: 'sculpture' }],
    ['an unknown field', { promt: 'x' }],
    ['a product that is not a number', { product_id: 'ten' }],
  ])('is refused with %s', async (_what, request) => {
    await using simulator = await startSimulator();
    expect((await simulator.generate(request)).body.ErrorCode).toBe('InvalidRequest');
    expect((await simulator.ledger()).totals.generations).toBe(0);
  });

  test('is refused when the body is not JSON, or is not declared as JSON', async () => {
    await using simulator = await startSimulator();
    expect((await simulator.call('generate', { body: '{"prompt":' })).status).toBe(400);
    expect((await simulator.generate({}, { headers: { 'content-type': 'text/plain' } })).status).toBe(400);
  });

  test('is unknown under another id, and gone after six months', async () => {
    await using simulator = await startSimulator({ SIMULATOR_TOKEN_LIFETIME: '365d' });
    const id = await simulator.finished();
    expect((await simulator.call('poll', { id: 'nobody' })).status).toBe(404);
    simulator.clock.advance(180 * 86_400_000);
    expect((await simulator.call('poll', { id })).body.ErrorCode).toBe('GenerationRequestGone');
    expect((await simulator.call('start_download', { id, body: { size_name: '1k' } })).status).toBe(410);
  });

  test('is forgotten when newer ones fill the memory', async () => {
    await using simulator = await startSimulator({ SIMULATOR_MAX_GENERATIONS: '2' });
    const oldest = await simulator.finished();
    const newer = await simulator.finished();
    await simulator.finished();
    expect((await simulator.call('poll', { id: oldest })).status).toBe(404);
    expect((await simulator.call('poll', { id: newer })).status).toBe(200);
    expect(await simulator.ledger()).toMatchObject({ totals: { generations: 3 }, generations: [{}, {}] });
  });

  test('needs the fields that the product requires and must not have those it forbids', async () => {
    await using simulator = await startSimulator({ SIMULATOR_PROJECT_CODE: 'required', SIMULATOR_NOTES: 'forbidden' });
    expect((await simulator.generate()).body.ErrorCode).toBe('InvalidProduct');
    expect((await simulator.generate({ project_code: 'P1', notes: 'n' })).status).toBe(400);
    expect((await simulator.generate({ project_code: 'P1' })).status).toBe(202);
  });
});

describe('a download', () => {
  test('has sizes when the generation is done, and is 404 before', async () => {
    await using simulator = await startSimulator();
    const id = (await simulator.generate({ aspect_ratio: '3:4' })).body.generation_request_id;
    expect((await simulator.call('download_sizes', { id })).status).toBe(404);
    expect((await simulator.call('start_download', { id, body: { size_name: '1k' } })).status).toBe(404);
    simulator.clock.advance(4_000);
    expect((await simulator.call('download_sizes', { id })).body.download_sizes).toEqual([
      { size_name: '1k', height: 1024, width: 768 },
      { size_name: '4k', height: 4096, width: 3072 },
    ]);
  });

  test('is pending without a body, refuses a second start, then has a URL', async () => {
    await using simulator = await startSimulator();
    const id = await simulator.finished();
    const start = { id, index: 2, body: { size_name: '4k' } };
    expect((await simulator.call('get_download', { id, index: 2 })).status).toBe(404);
    expect((await simulator.call('start_download', start)).status).toBe(202);
    expect((await simulator.call('get_download', { id, index: 2 })).status).toBe(202);
    expect((await simulator.call('start_download', start)).body.ErrorCode).toBe('ConcurrencyConflict');
    simulator.clock.advance(2_000);
    expect((await simulator.call('get_download', { id, index: 2 })).body.url).toMatch(/\/4k\.jpg\?of=[0-9a-f-]{36}&expires=\d+$/);
    expect((await simulator.ledger()).downloads).toMatchObject([{ generation_request_id: id, index: 2, size_name: '4k', answered: 'ok' }]);
  });

  test('started again charges again, and is then the one that is returned', async () => {
    await using simulator = await startSimulator({ SIMULATOR_INLINE_DOWNLOADS: '1' });
    const id = await simulator.finished();
    const first = await simulator.call('start_download', { id, body: { size_name: '4k' } });
    const second = await simulator.call('start_download', { id, body: { size_name: '1k' } });
    expect([first.status, second.status]).toEqual([200, 200]);
    expect((await simulator.call('get_download', { id })).body.generated_asset_id).toBe(second.body.generated_asset_id);
    expect((await simulator.ledger()).totals.downloads).toBe(2);
  });

  test('is refused for an unknown index or size', async () => {
    await using simulator = await startSimulator();
    const id = await simulator.finished();
    expect((await simulator.call('start_download', { id, index: 4, body: { size_name: '1k' } })).status).toBe(404);
    expect((await simulator.call('download_sizes', { id, index: 'first' })).status).toBe(404);
    expect((await simulator.call('start_download', { id, body: { size_name: '8k' } })).status).toBe(400);
    expect((await simulator.call('start_download', { id, body: {} })).status).toBe(400);
  });

  test('can be fetched again by its asset id', async () => {
    await using simulator = await startSimulator({ SIMULATOR_INLINE_DOWNLOADS: '1' });
    const id = await simulator.finished();
    const { generated_asset_id } = (await simulator.call('start_download', { id, body: { size_name: '4k' } })).body;
    const again = await simulator.call('redownload', { body: { generated_asset_id, product_id: 1, size_name: '1k' } });
    expect(again.body).toMatchObject({ generated_asset_id, url: expect.stringContaining('/1k.jpg') });
    expect((await simulator.call('redownload', { body: { generated_asset_id: 'none', product_id: 1, size_name: '1k' } })).status).toBe(404);
    expect((await simulator.ledger()).redownloads).toMatchObject([{ generated_asset_id, size_name: '1k' }]);
  });
});

describe('the history', () => {
  test('shows generations newest first, with their notes, a page at a time', async () => {
    await using simulator = await startSimulator();
    for (const notes of ['first', 'second', 'third']) await simulator.finished({ notes });
    const page = await simulator.call('history', { query: { page: 2, page_size: 2 } });
    expect(page.body).toMatchObject({ result_count: 3, generations: [{ notes: 'first' }] });
  });

  test('can be filtered by dates', async () => {
    await using simulator = await startSimulator();
    await simulator.finished({ notes: 'early' });
    const between = new Date(simulator.clock.now() - 1_000).toISOString();
    await simulator.finished({ notes: 'late' });
    expect((await simulator.call('history', { query: { date_start: between } })).body.generations).toMatchObject([{ notes: 'late' }]);
    expect((await simulator.call('history', { query: { date_end: between } })).body.generations).toMatchObject([{ notes: 'early' }]);
  });

  test.each([{ page_size: 1001 }, { page_size: 0 }, { page: 0 }, { date_start: 'yesterday' }])('refuses %j', async (query) => {
    await using simulator = await startSimulator();
    expect((await simulator.call('history', { query })).status).toBe(400);
  });

  test('shows a generation only after its lag', async () => {
    await using simulator = await startSimulator({ SIMULATOR_HISTORY_LAG: '60s' });
    const id = await simulator.finished();
    expect((await simulator.call('history')).body.result_count).toBe(0);
    expect((await simulator.call('history_item', { id })).status).toBe(404);
    simulator.clock.advance(56_000);
    expect((await simulator.call('history')).body.result_count).toBe(1);
    expect((await simulator.call('history_item', { id })).body.prompt).toBe('a lighthouse');
  });

  test('shows pending generations without results, or hides them when configured', async () => {
    await using simulator = await startSimulator();
    await simulator.generate();
    expect((await simulator.call('history')).body.generations).toMatchObject([{ results: null }]);
    await simulator.change({ history_shows_pending: false });
    expect((await simulator.call('history')).body.result_count).toBe(0);
  });
});
