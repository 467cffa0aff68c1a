import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';
import { s3Service } from '@darkroom/testkit';

import type { Archive, FileToStore, Located } from './archive.ts';
import { createFileArchive } from './file/file-archive.ts';
import { createS3Archive } from './s3/s3-archive.ts';

const FOLDER = 'acme/2026/11/job_1';
const MIB = 1024 * 1024;
const AS = { contentType: 'image/jpeg', fileName: 'fox "é".jpg' };

/** An archive, and how to see what is in it, hidden files included. */
type World = { archive: Archive; list: () => Promise<string[]>; read: (key: string) => Promise<Buffer> } & AsyncDisposable;

const worlds: Record<string, () => Promise<World>> = {
  file: async () => {
    const root = await mkdtemp(join(tmpdir(), 'darkroom-archive-'));
    return {
      archive: createFileArchive(root),
      list: async () => {
        const entries = await readdir(root, { recursive: true, withFileTypes: true });
        return entries
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
          .toSorted();
      },
      read: (key) => readFile(join(root, key)),
      [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
    };
  },
  s3: async () => {
    const service = await s3Service();
    const { endpoint } = service;
    const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
    const archive = createS3Archive(
      { kind: 's3', bucket: 'pictures', prefix: 'below/this' },
      { endpoint, credentials, partBytes: 5 * MIB },
    );
    return {
      archive,
      list: async () =>
        [...(await service.keys()), ...service.openUploads().map((key) => `${key} (upload)`)].map((key) => key.replace('below/this/', '')),
      read: (key) => service.read(`below/this/${key}`),
      [Symbol.asyncDispose]: async () => {
        archive.close();
        await service[Symbol.asyncDispose]();
      },
    };
  },
};

function file(chunks: Uint8Array[], more: Partial<FileToStore> = {}): FileToStore {
  return {
    folder: FOLDER,
    name: '0-4k',
    extension: 'jpg',
    contentType: 'image/jpeg',
    body: (async function* () {
      yield* chunks;
    })(),
    expectedBytes: null,
    describe: (stored) => ({ prompt: 'a fox', ...stored }),
    beforePlacing: async () => undefined,
    ...more,
  };
}

describe.each(Object.keys(worlds))('an archive of kind %s', (kind) => {
  const setup = worlds[kind]!;

  test.each([
    ['of one byte', [1]],
    ['in one part', [MIB, 2 * MIB]],
    ['of exactly one part', [5 * MIB]],
    ['in parts', [3 * MIB, 3 * MIB, 5 * MIB + 1]],
    ['of exactly two parts', [10 * MIB]],
  ])('stores a file %s with its description, as it came', async (_size, sizes) => {
    await using world = await setup();
    const chunks = sizes.map((bytes) => randomBytes(bytes));
    const whole = Buffer.concat(chunks);
    const stored = await world.archive.store(file(chunks, { expectedBytes: whole.byteLength }));

    expect(stored).toEqual({
      key: `${FOLDER}/0-4k.jpg`,
      bytes: whole.byteLength,
      sha256: createHash('sha256').update(whole).digest('hex'),
    });
    expect(await world.list()).toEqual([`${FOLDER}/0-4k.jpg`, `${FOLDER}/0-4k.json`]);
    expect((await world.read(stored.key)).equals(whole)).toBe(true);
    expect(JSON.parse((await world.read(`${FOLDER}/0-4k.json`)).toString())).toEqual({ prompt: 'a fox', ...stored });
  });

  test.each([
    ['too short', 20, /7340032 bytes, but its source promised 20/],
    ['empty', null, /empty/],
  ])('keeps nothing of a file that is %s', async (what, expectedBytes, message) => {
    await using world = await setup();
    const chunks = what === 'empty' ? [] : [randomBytes(7 * MIB)];
    await expect(world.archive.store(file(chunks, { expectedBytes }))).rejects.toThrow(message);
    expect(await world.list()).toEqual([]);
  });

  test.each([1, 7])('keeps nothing when the source breaks after %s MiB, and stores the next try', async (mib) => {
    await using world = await setup();
    const broken = new Error('the source broke');
    const body = (async function* () {
      yield randomBytes(mib * MIB);
      throw broken;
    })();
    await expect(world.archive.store(file([], { body }))).rejects.toBe(broken);
    expect(await world.list()).toEqual([]);
    await world.archive.store(file([Buffer.from('whole')]));
    expect((await world.read(`${FOLDER}/0-4k.jpg`)).toString()).toBe('whole');
  });

  test.each([1, 7])('keeps no file of %s MiB that may not be placed any more', async (mib) => {
    await using world = await setup();
    const lost = new Error('another copy has it');
    const beforePlacing = async () => Promise.reject(lost);
    await expect(world.archive.store(file([randomBytes(mib * MIB)], { beforePlacing }))).rejects.toBe(lost);
    expect(await world.list()).not.toContain(`${FOLDER}/0-4k.jpg`);
    await world.archive.clear(FOLDER, 'everything');
    expect(await world.list()).toEqual([]);
  });

  test('locates what it has, and clears one folder', async () => {
    await using world = await setup();
    const { key } = await world.archive.store(file([Buffer.from('one')]));
    const other = await world.archive.store(file([Buffer.from('two')], { folder: `${FOLDER}1` }));
    expect(await world.archive.locate(`${FOLDER}/1-4k.jpg`, AS)).toBeNull();
    const found = (await world.archive.locate(key, AS))!;
    expect((await bytesAt(found)).toString()).toBe('one');

    await world.archive.clear(FOLDER, 'leftovers');
    expect(await world.list()).toHaveLength(4);
    await world.archive.clear(FOLDER, 'everything');
    await world.archive.clear(FOLDER, 'everything');
    expect(await world.list()).toEqual([other.key, other.key.replace('.jpg', '.json')]);
  });
});

/** What a caller gets there. */
async function bytesAt(found: Located): Promise<Buffer> {
  if (found.kind === 'path') return readFile(join(found.root, found.path));
  return Buffer.from(await (await fetch(found.url)).arrayBuffer());
}

test('a URL of S3 works for 15 minutes, and names the file', async () => {
  await using world = await worlds['s3']!();
  const { key } = await world.archive.store(file([Buffer.from('one')]));
  const found = (await world.archive.locate(key, AS)) as { url: string };
  expect(new URL(found.url).searchParams.get('X-Amz-Expires')).toBe('900');
  const answer = await fetch(found.url);
  expect(answer.headers.get('content-type')).toBe('image/jpeg');
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="fox \\"?\\".jpg"; filename*=UTF-8''fox%20%22%C3%A9%22.jpg`);
});

test('an archive holds a few MiB of a large file, not all of it', async () => {
  for (const setup of Object.values(worlds)) {
    await using world = await setup();
    const chunk = randomBytes(MIB);
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let most = 0;
    const body = (async function* () {
      for (let mib = 0; mib < 200; mib++) {
        yield chunk;
        most = Math.max(most, process.memoryUsage().rss - before);
      }
    })();
    const { bytes } = await world.archive.store(file([], { body, expectedBytes: 200 * MIB }));
    expect(bytes).toBe(200 * MIB);
    expect(most).toBeLessThan(150 * MIB);
  }
});
