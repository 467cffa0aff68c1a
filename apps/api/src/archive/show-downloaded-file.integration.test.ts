import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { describe, expect, test } from '@jest/globals';
import type { JobId } from '@darkroom/contracts';
import type { ArchiveRecord, Copy } from '@darkroom/queue';
import { s3Service } from '@darkroom/testkit';

import { KEYS, problemOf, setup, succeeded } from '../test/world.ts';

const DAY_MS = 86_400_000;
const PATH = '/v3/ai/image-generations/g-1/images/0/download';
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function notThere(response: ServerResponse): void {
  response.writeHead(404).end();
}

/** The API, a clock, a Getty whose GET download the test programs, and downloads that succeeded. */
async function setupFiles(settings: Record<string, string> = {}) {
  await using owned = new AsyncDisposableStack();
  const asked: string[] = [];
  let answer = notThere;
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === PATH) return answer(response);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ access_token: 't', expires_in: 1_800 }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  owned.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let ahead = 0;
  const getty = { GETTY_API_URL: address, GETTY_AUTH_URL: `${address}/token`, GETTY_API_KEY: 'key', GETTY_API_SECRET: 'secret' };
  const world = owned.use(await setup({ settings: { ...getty, ...settings }, now: () => Date.now() + ahead }));
  const disposables = owned.move();

  /** A download that succeeded; `archive`: what the archive has of it. */
  const downloaded = async (archive?: ArchiveRecord, assetId: string | null = 'asset-1'): Promise<JobId> => {
    const generation = await world.store.jobs.findByGettyId('g-1');
    if (!generation)
      await world.generation(succeeded('g-1', { images: [{ index: 0, is_blocked: false, preview_urls: [], url: 'https://img' }] }));
    const answered = await world.call('/v1/downloads', { body: { generation_request_id: 'g-1', index: 0, size_name: '4k' } });
    const { id } = answered.json as { id: JobId };
    const pass = await world.store.passes.begin(id, 1);
    if (typeof pass === 'string') throw new Error(pass);
    const expiresAt = new Date(Date.now() + ahead + DAY_MS).toISOString();
    const result = { url: 'https://files.test/stored', generated_asset_id: assetId, size_name: '4k', url_expires_at: expiresAt };
    await world.store.passes.advance(pass, { status: 'succeeded', event: 'download.succeeded', result, copies: { copy: true } });
    if (archive) await world.store.copies.end((await world.store.copies.begin(id)) as Copy, archive);
    return id;
  };

  return {
    ...world,
    downloaded,
    /** The calls that Getty got, tokens apart. */
    asked: () => asked.filter((call) => !call.endsWith('/token')),
    /** What Getty's GET download answers. */
    gettyHas: (has: { url: string; asset: string | null } | number) => {
      answer = (response) => {
        if (typeof has === 'number') return void response.writeHead(has).end();
        const body = JSON.stringify({ url: has.url, generated_asset_id: has.asset });
        return void response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      };
    },
    pass: (ms: number) => void (ahead += ms),
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  };
}

/** With an archive in a directory that has one file. */
async function setupDirectory() {
  const root = await mkdtemp(join(tmpdir(), 'darkroom-files-'));
  const world = await setupFiles({ ARCHIVE_URL: `file://${root}` });
  const bytes = randomBytes(100_000);
  const key = 'acme/2026/11/job_1/0-4k.jpg';
  await mkdir(dirname(join(root, key)), { recursive: true });
  await writeFile(join(root, key), bytes);
  const done = {
    state: 'done',
    bytes: bytes.byteLength,
    sha256: sha256(bytes),
    at: 1,
    key,
    type: 'image/jpeg',
    name: 'fox ü.jpg',
  } as const;
  return {
    ...world,
    root,
    bytes,
    done,
    [Symbol.asyncDispose]: async () => {
      await world[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}

describe('a file in the archive of a directory', () => {
  test('is sent, with its name, type and ETag', async () => {
    await using world = await setupDirectory();
    const path = `/v1/jobs/${await world.downloaded(world.done)}/file`;
    const answered = await world.call(path);
    expect(answered.status).toBe(200);
    expect(
      Object.fromEntries(
        ['content-type', 'content-length', 'content-disposition', 'etag', 'accept-ranges'].map((name) => [
          name,
          answered.headers.get(name),
        ]),
      ),
    ).toEqual({
      'content-type': 'image/jpeg',
      'content-length': '100000',
      'content-disposition': `attachment; filename="fox ?.jpg"; filename*=UTF-8''fox%20%C3%BC.jpg`,
      etag: `"${world.done.sha256}"`,
      'accept-ranges': 'bytes',
    });
    const raw = await fetch(`http://127.0.0.1:${world.api.port}${path}`, { headers: { authorization: `Bearer ${KEYS.acme}` } });
    expect(sha256(Buffer.from(await raw.arrayBuffer()))).toBe(world.done.sha256);
    expect((await world.call(path, { method: 'HEAD' })).status).toBe(200);
    expect((await world.call(path, { headers: { 'if-none-match': `"${world.done.sha256}"` } })).status).toBe(304);
    expect(world.asked()).toEqual([]);
  });

  test('is sent in parts', async () => {
    await using world = await setupDirectory();
    const url = `http://127.0.0.1:${world.api.port}/v1/jobs/${await world.downloaded(world.done)}/file`;
    const part = async (headers: Record<string, string>) => {
      const answered = await fetch(url, { headers: { authorization: `Bearer ${KEYS.acme}`, ...headers } });
      return { status: answered.status, range: answered.headers.get('content-range'), bytes: Buffer.from(await answered.arrayBuffer()) };
    };
    expect(await part({ range: 'bytes=10-19' })).toEqual({ status: 206, range: 'bytes 10-19/100000', bytes: world.bytes.subarray(10, 20) });
    expect(await part({ range: 'bytes=-5' })).toMatchObject({ status: 206, bytes: world.bytes.subarray(99_995) });
    expect(await part({ range: 'bytes=10-19', 'if-range': '"another"' })).toMatchObject({ status: 200 });
    expect(await part({ range: 'bytes=-200000' })).toEqual({ status: 206, range: 'bytes 0-99999/100000', bytes: world.bytes });
    const behind = await part({ range: 'bytes=200000-' });
    expect(behind).toMatchObject({ status: 416, range: 'bytes */100000' });
    expect(JSON.parse(behind.bytes.toString())).toMatchObject({ code: 'range_not_satisfiable', billed: false });
    const another = await part({ 'if-match': '"another"' });
    expect(JSON.parse(another.bytes.toString())).toMatchObject({ status: 412, code: 'precondition_failed' });
  });

  test('that is not there any more comes from Getty; one that cannot be read is not said to need payment', async () => {
    await using world = await setupDirectory();
    const id = await world.downloaded({ ...world.done, key: 'acme/2026/11/job_1/lost.jpg' });
    world.gettyHas({ url: 'https://files.test/fresh', asset: 'asset-1' });
    expect((await world.call(`/v1/jobs/${id}/file`)).headers.get('location')).toBe('https://files.test/fresh');
    const other = await world.downloaded({ ...world.done, key: `${'x'.repeat(300)}.jpg` }, 'asset-3'); // ENAMETOOLONG
    world.gettyHas(404);
    world.pass(2 * DAY_MS);
    problemOf(await world.call(`/v1/jobs/${other}/file`), 'archive_unavailable');
  });

  test('of a type that could carry scripts is sent as bytes', async () => {
    await using world = await setupDirectory();
    const id = await world.downloaded({ ...world.done, type: 'image/svg+xml', name: undefined });
    const answered = await world.call(`/v1/jobs/${id}/file`);
    expect(answered.headers.get('content-type')).toBe('application/octet-stream');
    expect(answered.headers.get('content-disposition')).toBe(`attachment; filename=${id}-0-4k.jpg`);
  });
});

test('a file in the archive of S3 is at a signed URL', async () => {
  await using service = await s3Service();
  await using world = await setupFiles(service.settings('x'));
  const id = await world.downloaded({
    state: 'done',
    bytes: 3,
    sha256: sha256(Buffer.from('fox')),
    at: 1,
    key: 'acme/0-4k.jpg',
    type: 'image/jpeg',
  });
  world.gettyHas({ url: 'https://files.test/fresh', asset: 'asset-1' });
  expect((await world.call(`/v1/jobs/${id}/file`)).headers.get('location')).toBe('https://files.test/fresh');
  await service.put('x/acme/0-4k.jpg', Buffer.from('fox'));
  const answered = await world.call(`/v1/jobs/${id}/file`);
  expect(answered.status).toBe(302);
  const file = await fetch(answered.headers.get('location')!);
  expect([file.status, await file.text()]).toEqual([200, 'fox']);
});

describe('a file that is not archived', () => {
  test('is at a fresh URL of Getty, which is asked for once, without paying', async () => {
    await using world = await setupFiles();
    const id = await world.downloaded();
    world.gettyHas({ url: 'https://files.test/fresh', asset: 'asset-1' });
    world.pass(2 * DAY_MS);
    for (let time = 0; time < 3; time++) {
      const answered = await world.call(`/v1/jobs/${id}/file`);
      expect([answered.status, answered.headers.get('location')]).toEqual([302, 'https://files.test/fresh']);
    }
    expect(world.asked()).toEqual([`GET ${PATH}`]);
  });

  test.each([
    404,
    410,
    503,
    { url: 'https://files.test/of-another', asset: 'asset-2' },
    { url: 'https://files.test/of-somebody', asset: null },
  ])('is at its stored URL while that is valid, if Getty answers %j', async (has) => {
    await using world = await setupFiles();
    const id = await world.downloaded();
    world.gettyHas(has);
    expect((await world.call(`/v1/jobs/${id}/file`)).headers.get('location')).toBe('https://files.test/stored');
  });

  test.each([
    [404, 'redownload_needed'],
    [410, 'redownload_needed'],
    [{ url: 'https://files.test/of-another', asset: 'asset-2' }, 'redownload_needed'],
    [{ url: 'https://files.test/of-somebody', asset: null }, 'redownload_needed'],
    [503, 'getty_unavailable'],
    [202, 'getty_unavailable'],
  ] as const)('is not redirected to another file: Getty answers %j, then %s', async (has, code) => {
    await using world = await setupFiles();
    const id = await world.downloaded();
    world.gettyHas(has);
    world.pass(2 * DAY_MS);
    const answered = await world.call(`/v1/jobs/${id}/file`);
    problemOf(answered, code);
    expect(answered.text + world.lines.join('')).not.toContain('of-another');
  });

  test('is not ready before the download has succeeded; a generation has none; nor has another tenant', async () => {
    await using world = await setupFiles();
    const id = await world.downloaded();
    const waiting = await world.call('/v1/downloads', { body: { generation_request_id: 'g-1', index: 0, size_name: '1k' } });
    const { id: notYet } = waiting.json as { id: string };
    expect(problemOf(await world.call(`/v1/jobs/${notYet}/file`), 'not_ready').detail).toContain('this one is queued');
    problemOf(await world.call(`/v1/jobs/${(await world.submit()).id}/file`), 'not_found');
    problemOf(await world.call(`/v1/jobs/${id}/file`, { tenant: 'beta' }), 'not_found');
  });
});

describe('DELETE /v1/jobs/{id}', () => {
  test.each([
    ['', 'delete'],
    ['?keep_archive=false', 'delete'],
    ['?keep_archive=true', 'missing'],
  ])('%s: the copy is %s', async (query, what) => {
    await using world = await setupFiles();
    const id = await world.downloaded({ state: 'done', at: 1, key: 'acme/0-4k.jpg' });
    expect((await world.call(`/v1/jobs/${id}${query}`, { method: 'DELETE' })).status).toBe(204);
    const copy = await world.store.copies.begin(id);
    expect(typeof copy === 'object' ? copy.what : copy).toBe(what);
    problemOf(await world.call(`/v1/jobs/${id}/file`), 'not_found');
  });

  test.each(['?keep_archive=yes', '?keep=true', '?keep_archive='])('refuses %s', async (query) => {
    await using world = await setupFiles();
    const id = await world.downloaded();
    problemOf(await world.call(`/v1/jobs/${id}${query}`, { method: 'DELETE' }), 'invalid_request');
    expect(await world.store.jobs.get(id)).not.toBeNull();
  });
});
