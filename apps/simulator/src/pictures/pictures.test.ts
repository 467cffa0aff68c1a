import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';

import { startSimulator } from '../test/start-simulator.ts';

type Simulator = Awaited<ReturnType<typeof startSimulator>>;

/** The URL of the first preview of each image. */
async function previewsOf(simulator: Simulator, request: object): Promise<string[]> {
  const id = await simulator.finished(request);
  const { results } = (await simulator.call('poll', { id })).body;
  return results.map((result: { preview_urls: [{ image_url: string }] }) => result.preview_urls[0].image_url);
}

async function read(url: string): Promise<Buffer> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

describe('a picture', () => {
  test('differs by prompt, index, mood and media type, and is the same for the same input', async () => {
    await using simulator = await startSimulator();
    const requests = [{}, { prompt: 'a mountain' }, { mood: 'warm' }, { media_type: 'illustration' }];
    const urls = (await Promise.all(requests.map((request) => previewsOf(simulator, request)))).flat();
    const pictures = await Promise.all(urls.map(async (url) => (await read(url)).toString('base64')));
    expect(new Set(pictures).size).toBe(16);

    await using other = await startSimulator({ SIMULATOR_SEED: '99' });
    const [again = ''] = await previewsOf(other, {});
    expect((await read(again)).toString('base64')).toBe(pictures[0]);
  });

  test.each([
    ['1:1', 612, 612],
    ['3:4', 459, 612],
    ['4:3', 612, 459],
    ['9:16', 344, 612],
    ['16:9', 612, 344],
  ])('of %s is %i by %i', async (aspect_ratio, width, height) => {
    await using simulator = await startSimulator();
    const [url = ''] = await previewsOf(simulator, { aspect_ratio });
    expect(await sharp(await read(url)).metadata()).toMatchObject({ format: 'jpeg', width, height });
  });

  test('in black and white has no colour', async () => {
    await using simulator = await startSimulator();
    const [url = ''] = await previewsOf(simulator, { mood: 'black_and_white' });
    const { channels } = await sharp(await read(url)).stats();
    const [red, green, blue] = channels.map(({ mean }) => mean);
    expect(Math.max(red!, green!, blue!) - Math.min(red!, green!, blue!)).toBeLessThan(1);
  });

  test('of 4k is 4096 wide, comes with a file name, and is drawn while other calls are answered', async () => {
    await using simulator = await startSimulator({ SIMULATOR_INLINE_DOWNLOADS: '1' });
    const id = await simulator.finished({ aspect_ratio: '4:3' });
    const { url } = (await simulator.call('start_download', { id, body: { size_name: '4k' } })).body;
    const picture = fetch(url);
    const first = await Promise.race([picture.then(() => 'picture'), simulator.call('history').then(() => 'call')]);
    expect(first).toBe('call');
    const response = await picture;
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('content-disposition')).toMatch(/^inline; filename="simulated-[0-9a-f]{12}-0-4k\.jpg"$/);
    expect(await sharp(await response.arrayBuffer()).metadata()).toMatchObject({ width: 4096, height: 3072 });
  });
});

describe('a URL', () => {
  test('begins with the address that the client used, or with the public one', async () => {
    await using simulator = await startSimulator();
    expect((await previewsOf(simulator, {}))[0]).toMatch(`${simulator.app.url}/files/`);
    await using published = await startSimulator({ SIMULATOR_PUBLIC_URL: 'https://pictures.example/' });
    expect((await previewsOf(published, {}))[0]).toMatch(/^https:\/\/pictures\.example\/files\//);
  });

  test('is 403 once it has expired, and 404 when it names no picture', async () => {
    await using simulator = await startSimulator({ SIMULATOR_URL_LIFETIME: '24h' });
    const [url = ''] = await previewsOf(simulator, {});
    expect((await fetch(url.replace('/preview.', '/huge.'))).status).toBe(404);
    simulator.clock.advance(86_400_000);
    expect((await fetch(url)).status).toBe(403);
  });
});
