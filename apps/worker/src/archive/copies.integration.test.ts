import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import { describe, expect, test } from '@jest/globals';
import { s3Service } from '@darkroom/testkit';

import { archiveWorld, picture, type ArchiveWorld } from '../test/archive-world.ts';

const DAY_MS = 86_400_000;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The folder of a job that was created now. */
function folderOf(world: ArchiveWorld, id: string): string {
  const [year, month] = new Date(world.clock.now()).toISOString().split('-');
  return `acme/${year}/${month}/${id}`;
}

/** Sends a part of a file, and breaks the connection. */
function breakOff(response: ServerResponse, bytes: Buffer, at: number): void {
  response.writeHead(200, { 'content-length': bytes.byteLength });
  response.write(bytes.subarray(0, at), () => response.destroy());
}

describe('a download that succeeded', () => {
  test('is copied byte for byte, with a description beside it, and shown', async () => {
    await using world = await archiveWorld();
    const bytes = picture(3_000_000);
    const generation = await world.generated({ prompt: 'a fox in the snow', project_code: 'X-1' });
    const url = world.file('/files/a', bytes, { 'content-type': 'image/jpeg', 'content-disposition': 'attachment; filename="fox.jpg"' });
    const id = await world.downloaded(url, { parentId: generation });
    expect(await world.run(id)).toEqual(['stored']);

    const key = `${folderOf(world, id)}/0-4k.jpg`;
    expect(await world.files()).toEqual([key, key.replace('.jpg', '.json')]);
    expect((await world.read(key)).equals(bytes)).toBe(true);
    expect(await world.readJson(key.replace('.jpg', '.json'))).toMatchObject({
      job_id: id,
      tenant: 'acme',
      operation: 'generate',
      prompt: 'a fox in the snow',
      generation_job_id: generation,
      generation_request_id: 'g-1',
      generated_asset_id: 'asset-1',
      index: 0,
      size_name: '4k',
      project_code: 'X-1',
      bytes: bytes.byteLength,
      sha256: sha256(bytes),
    });
    expect(await world.archived(id)).toMatchObject({ state: 'done', bytes: bytes.byteLength, sha256: sha256(bytes), key, name: 'fox.jpg' });
    expect(await world.eventTypes()).toContain('download.archived');
    expect(world.asked).toEqual(['GET /files/a']);
  });

  test('is copied over redirects, and no credentials are sent for files', async () => {
    await using world = await archiveWorld();
    const bytes = picture(1_000);
    const headers: object[] = [];
    world.file('/files/a', bytes);
    world.paths.set('/moved', (request, response) => {
      headers.push(request.headers);
      response.writeHead(302, { location: '/files/a' }).end('moved');
    });
    const id = await world.downloaded(`${world.address}/moved`);
    expect(await world.run(id)).toEqual(['stored']);
    expect(JSON.stringify(headers)).not.toMatch(/key|secret|bearer/i);
    expect(await world.archived(id)).toMatchObject({ sha256: sha256(bytes) });
  });
});

describe('a file that does not arrive', () => {
  test.each([
    ['breaks off', (response: ServerResponse, bytes: Buffer) => breakOff(response, bytes, 500_000), /did not arrive/],
    ['is refused', (response: ServerResponse) => void response.writeHead(503).end(), /answered 503/],
    ['is shorter than promised', (response: ServerResponse) => void response.writeHead(200, { 'content-length': '0' }).end(), /empty/],
  ])('because it %s, is tried again, and nothing of it stays', async (_how, first, message) => {
    await using world = await archiveWorld();
    const bytes = picture(1_000_000);
    let tries = 0;
    world.paths.set('/files/a', (_request, response) => (tries++ < 2 ? first(response, bytes) : void response.writeHead(200).end(bytes)));
    const id = await world.downloaded(`${world.address}/files/a`);
    expect((await world.once(id)).note).toBe('failed');
    expect(await world.files()).toEqual([]);
    expect(await world.archived(id)).toMatchObject({ state: 'pending', error: expect.stringMatching(message) });
    expect((await world.record(id)).status).toBe('succeeded');
    expect(await world.run(id)).toEqual(['failed', 'stored']);
    expect(await world.archived(id)).toMatchObject({ state: 'done', sha256: sha256(bytes) });
  });

  test('because its source sends nothing more, is tried again after a while', async () => {
    await using world = await archiveWorld({ stallMs: 200 });
    const bytes = picture(100_000);
    let tries = 0;
    world.paths.set('/files/a', (_request, response) => {
      response.writeHead(200, { 'content-length': bytes.byteLength });
      if (tries++ === 0) response.write(bytes.subarray(0, 50_000));
      else response.end(bytes);
    });
    const id = await world.downloaded(`${world.address}/files/a`);
    expect(await world.run(id)).toEqual(['failed', 'stored']);
  });

  test('because its URL expires in the middle, is copied from a fresh one, which costs nothing', async () => {
    await using world = await archiveWorld();
    const bytes = picture(1_000_000);
    let tries = 0;
    world.paths.set('/files/old', (_request, response) =>
      tries++ === 0 ? breakOff(response, bytes, 300_000) : void response.writeHead(403).end('expired'),
    );
    world.download({ url: world.file('/files/new', bytes), asset: 'asset-1' });
    const id = await world.downloaded(`${world.address}/files/old`);
    expect(await world.run(id)).toEqual(['failed', 'stored']);
    expect(await world.archived(id)).toMatchObject({ state: 'done', sha256: sha256(bytes) });
    expect(world.asked.filter((request) => !request.startsWith('GET '))).toEqual(['POST /token']);
  });

  test('any more for free is given up, and says so; a paid call is never made', async () => {
    await using world = await archiveWorld();
    world.download({ url: world.file('/files/of-another', picture(10)), asset: 'asset-2' });
    const replaced = await world.downloaded(`${world.address}/files/old`);
    expect((await world.once(replaced)).note).toBe('failed'); // its URL may be refused by mistake
    world.pass(2 * DAY_MS);
    expect(await world.run(replaced)).toEqual(['given_up']);
    expect(await world.archived(replaced)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/another download.*re-download/),
    });

    world.download(410);
    const gone = await world.downloaded(`${world.address}/files/old`);
    world.pass(2 * DAY_MS);
    expect(await world.run(gone)).toEqual(['given_up']);
    expect(await world.archived(gone)).toMatchObject({ state: 'failed', error: expect.stringMatching(/deleted/) });
    expect(await world.files()).toEqual([]);
    expect(world.asked.filter((request) => !request.startsWith('GET ') && request !== 'POST /token')).toEqual([]);
  });

  test('from a Getty that is away is tried for as long as Getty would have it', async () => {
    await using world = await archiveWorld();
    world.download(503);
    const id = await world.downloaded(`${world.address}/files/old`);
    world.pass(2 * DAY_MS);
    expect((await world.once(id)).note).toBe('failed');
    world.pass(180 * DAY_MS);
    expect((await world.once(id)).note).toBe('failed');
    world.pass(10 * DAY_MS);
    expect(await world.run(id)).toEqual(['given_up']);
  });
});

describe('an archive that fails', () => {
  test('is shown in the job with its reason, is not asked for each copy, and gets them all when it works again', async () => {
    await using service = await s3Service();
    await using world = await archiveWorld({
      settings: { ...service.settings(), ARCHIVE_URL: { kind: 's3', bucket: 'pictures', prefix: 'x' } as never },
    });
    let isDown = true;
    service.decide(() => (isDown ? 403 : 'pass'));
    const url = world.file('/files/a', picture(1_000));
    const [first, second] = [await world.downloaded(url), await world.downloaded(url)];
    for (const id of [first, second]) {
      expect((await world.once(id)).note).toBe('failed');
      expect(await world.archived(id)).toMatchObject({
        state: 'pending',
        error: expect.stringMatching(/^The archive s3:\/\/pictures\/x cannot be used/),
      });
    }
    expect(world.asked.filter((request) => request.includes('/files/'))).toHaveLength(1);
    isDown = false;
    world.pass(10_000);
    for (const id of [first, second]) expect(await world.run(id)).toEqual(['stored']);
    expect(world.changes).toEqual([expect.stringContaining('cannot be used'), null]);
    expect(await service.keys()).toHaveLength(4);
  });
});

describe('a copy that is not this worker’s any more', () => {
  test('puts nothing in place when its job is removed meanwhile', async () => {
    await using world = await archiveWorld();
    const bytes = picture(100_000);
    const removed = Promise.withResolvers<void>();
    let id = '';
    world.paths.set('/files/a', (_request, response) => {
      response.writeHead(200, { 'content-length': bytes.byteLength });
      response.write(bytes.subarray(0, 50_000));
      void world.store.edits.remove(id).then(() => (response.end(bytes.subarray(50_000)), removed.resolve()));
    });
    id = await world.downloaded(`${world.address}/files/a`);
    expect((await world.once(id)).note).toBe('lost');
    await removed.promise;
    expect((await world.files()).filter((name) => !name.endsWith('.part'))).toEqual([]);
    world.pass(21_000);
    expect(await world.run(id)).toEqual(['removed']);
    expect(await world.files()).toEqual([]);
  });

  test('goes to another worker at once when this one stops', async () => {
    await using world = await archiveWorld();
    const bytes = picture(100_000);
    const begun = Promise.withResolvers<void>();
    let tries = 0;
    world.paths.set('/files/a', (_request, response) => {
      response.writeHead(200, { 'content-length': bytes.byteLength });
      if (tries++ > 0) return void response.end(bytes);
      response.write(bytes.subarray(0, 50_000), () => begun.resolve());
    });
    const id = await world.downloaded(`${world.address}/files/a`);
    const stopping = new AbortController();
    const stopped = world.once(id, undefined, stopping.signal);
    await begun.promise;
    stopping.abort();
    expect((await stopped).note).toBe('put_off');
    expect(await world.archived(id)).toEqual({ state: 'pending' });
    expect(await world.run(id)).toEqual(['stored']);
  });
});

test('the files of a removed job are removed, and those of other jobs stay', async () => {
  await using world = await archiveWorld();
  const url = world.file('/files/a', picture(1_000));
  const [first, second] = [await world.downloaded(url), await world.downloaded(url)];
  for (const id of [first, second]) await world.run(id);
  await world.store.edits.remove(first);
  expect(await world.run(first)).toEqual(['removed']);
  expect((await world.files()).every((name) => name.includes(second))).toBe(true);
  expect(await world.files()).toHaveLength(2);
});

test('previews are the largest of each image that Getty did not block', async () => {
  await using world = await archiveWorld();
  const preview = (path: string, width: number) => ({
    preview_size: `p${width}`,
    image_url: world.file(path, Buffer.from(path)),
    width,
    height: 10,
  });
  const images = [
    { index: 0, is_blocked: false, preview_urls: [preview('/small', 10), preview('/large', 600)], url: null },
    { index: 1, is_blocked: true, preview_urls: [], url: null },
    { index: 2, is_blocked: false, preview_urls: [], url: world.file('/itself', Buffer.from('/itself'), { 'content-type': 'image/png' }) },
  ];
  const id = await world.generated({ prompt: 'a fox' }, images, { copy: true });
  expect(await world.run(id)).toEqual(['stored']);
  const folder = folderOf(world, id);
  expect(await world.files()).toEqual(
    ['0-preview.jpg', '0-preview.json', '2-preview.json', '2-preview.png'].map((name) => `${folder}/${name}`),
  );
  expect((await world.read(`${folder}/0-preview.jpg`)).toString()).toBe('/large');
  expect(await world.archived(id)).toMatchObject({ state: 'done', bytes: 13 });
  expect(await world.eventTypes()).not.toContain('download.archived');
});

test('a file of 200 MB is copied in a few MiB of memory', async () => {
  await using world = await archiveWorld();
  const chunk = picture(1_048_576);
  world.paths.set('/files/large', (_request, response) => {
    response.writeHead(200, { 'content-length': 200 * chunk.byteLength });
    let sent = 0;
    const send = (): void => {
      while (sent < 200 && response.write(chunk)) sent++;
      if (sent++ < 200) response.once('drain', send);
      else response.end();
    };
    send();
  });
  const before = process.memoryUsage().rss;
  let most = 0;
  const store: typeof world.archive.store = (file) =>
    world.archive.store({
      ...file,
      body: (async function* () {
        for await (const piece of file.body) {
          most = Math.max(most, process.memoryUsage().rss - before);
          yield piece;
        }
      })(),
    });
  const id = await world.downloaded(`${world.address}/files/large`);
  expect(await world.run(id, world.depsWith({ archive: { ...world.archive, store } }))).toEqual(['stored']);
  expect(await world.archived(id)).toMatchObject({ bytes: 200 * chunk.byteLength });
  expect(most).toBeLessThan(150 * 1_048_576);
});
