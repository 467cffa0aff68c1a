import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';

import { startSimulator } from '../test/start-simulator.ts';

const LARGE = 5_000_003;

async function read(url: string, headers: Record<string, string> = {}): Promise<Buffer> {
  const response = await fetch(url, { headers });
  expect([200, 206]).toContain(response.status);
  return Buffer.from(await response.arrayBuffer());
}

describe('a downloaded file', () => {
  test('has the same bytes each time, and other bytes than any other download', async () => {
    await using simulator = await startSimulator();
    const ids = [await simulator.finished(), await simulator.finished()]; // the same picture
    const first = await simulator.downloaded(ids[0]!);
    const urls = [first, await simulator.downloaded(ids[1]!), await simulator.downloaded(ids[0]!, { index: 1 })].map(({ url }) => url);
    const files = await Promise.all(urls.map((url) => read(url)));
    expect(new Set(files.map((bytes) => bytes.toString('base64'))).size).toBe(3);
    expect(await sharp(files[0]).metadata()).toMatchObject({ format: 'jpeg', width: 1024 });

    const { generated_asset_id } = first;
    const again = await simulator.call('redownload', { body: { generated_asset_id, size_name: '1k' } });
    expect((await read(again.body.url)).equals(files[0]!)).toBe(true);
  });

  test('can be large, is streamed, and a range of it can be read', async () => {
    await using simulator = await startSimulator({ SIMULATOR_FILE_BYTES: String(LARGE) });
    const { url } = await simulator.downloaded(await simulator.finished());
    const bytes = await read(url);
    expect(bytes.length).toBe(LARGE);
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg' });
    for (const [start, end] of [
      [0, 9],
      [3_000_001, 4_500_000],
      [LARGE - 7, LARGE - 1],
    ] as const) {
      expect((await read(url, { range: `bytes=${start}-${end}` })).equals(bytes.subarray(start, end + 1))).toBe(true);
    }
    expect((await fetch(url, { headers: { range: `bytes=${LARGE}-` } })).status).toBe(416);
  });

  test('keeps the size that its download was programmed with', async () => {
    await using simulator = await startSimulator();
    const id = await simulator.finished({ prompt: 'a dog [sim:start_download file_bytes=3000000]' });
    const { url } = await simulator.downloaded(id);
    const { url: again } = (await simulator.call('get_download', { id })).body;
    expect([(await read(url)).length, (await read(again)).length]).toEqual([3_000_000, 3_000_000]);
  });

  test('can break off in the middle, as often as programmed', async () => {
    await using simulator = await startSimulator({ SIMULATOR_FILE_BYTES: String(LARGE) });
    const { url } = await simulator.downloaded(await simulator.finished({ prompt: 'a dog [sim:file body=truncated times=1]' }));
    const broken = await fetch(url);
    expect([broken.status, broken.headers.get('content-length')]).toEqual([200, String(LARGE)]);
    await expect(broken.arrayBuffer()).rejects.toThrow('terminated');
    expect((await read(url)).length).toBe(LARGE);
    expect((await simulator.ledger()).calls.file).toEqual({ truncated: 1, 200: 1 });
  });

  test.each([
    [{ status: '503' }, 503],
    [{ status: '403-authorization' }, 403],
  ])('can be refused (%j)', async (then, status) => {
    await using simulator = await startSimulator();
    const id = await simulator.finished();
    const { url } = await simulator.downloaded(id);
    await simulator.scenario(then, { call: 'file', generation_request_id: id });
    expect((await fetch(url)).status).toBe(status);
    expect((await fetch(url)).status).toBe(200);
  });

  test('can be a page of HTML instead, or no answer at all', async () => {
    await using simulator = await startSimulator();
    const { url } = await simulator.downloaded(await simulator.finished());
    await simulator.scenario({ body: 'invalid_json' }, { call: 'file' });
    await simulator.scenario({ drop: 'before' }, { call: 'file' });
    expect((await fetch(url)).headers.get('content-type')).toMatch(/^text\/html/);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test('can be behind redirects', async () => {
    await using simulator = await startSimulator({ SIMULATOR_FILE_REDIRECTS: '2' });
    const { url } = await simulator.downloaded(await simulator.finished());
    const response = await fetch(url);
    expect([response.status, response.redirected]).toEqual([200, true]);
    expect((await simulator.ledger()).calls.file).toEqual({ 302: 2, 200: 1 });
  });

  test('expires with its URL, and is gone six months after its download', async () => {
    await using simulator = await startSimulator({ SIMULATOR_URL_LIFETIME: '1h', SIMULATOR_TOKEN_LIFETIME: '365d' });
    const id = await simulator.finished();
    const { url } = await simulator.downloaded(id);
    simulator.clock.advance(3_600_000);
    expect((await fetch(url)).status).toBe(403);
    await simulator.change({ url_lifetime: '400d' });
    const { url: lasting } = (await simulator.call('get_download', { id })).body;
    expect((await fetch(lasting)).status).toBe(200);
    simulator.clock.advance(180 * 86_400_000);
    expect((await fetch(lasting)).status).toBe(410);
  });

  test('is not affected by a fault that names no call', async () => {
    await using simulator = await startSimulator();
    const { url } = await simulator.downloaded(await simulator.finished());
    await simulator.scenario({ status: '503' }, {}, null);
    expect((await fetch(url)).status).toBe(200);
  });
});
