import * as realFiles from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';
import { s3Service } from '@darkroom/testkit';

import type { FileToStore } from './archive.ts';
import { createFileArchive, type Files } from './file/file-archive.ts';
import { createS3Archive } from './s3/s3-archive.ts';

const file = (): FileToStore => ({
  folder: 'acme/2026/11/job_1',
  name: '0-4k',
  extension: 'jpg',
  contentType: 'image/jpeg',
  body: (async function* () {
    yield Buffer.from('a picture');
  })(),
  expectedBytes: null,
  describe: (stored) => stored,
  beforePlacing: async () => undefined,
});

/** A disk that fails: a real one is full only with rights that a test may not have. */
const failing = (code: string): Files => ({
  ...realFiles,
  open: async (...asked: Parameters<typeof realFiles.open>) => {
    const opened = await realFiles.open(...asked);
    opened.write = async () => Promise.reject(Object.assign(new Error('as the test says'), { code }));
    return opened;
  },
});

const open = (endpoint: string, more: { bucket?: string; keyId?: string } = {}) =>
  createS3Archive(
    { kind: 's3', bucket: more.bucket ?? 'pictures', prefix: '' },
    { endpoint, credentials: { accessKeyId: more.keyId ?? 'S3RVER', secretAccessKey: 'S3RVER' } },
  );

describe('an archive in a directory', () => {
  test.each([
    ['ENOSPC', 'the disk is full (ENOSPC)'],
    ['EDQUOT', 'the disk quota is used up (EDQUOT)'],
    ['EIO', 'the disk failed (EIO)'],
    ['EWHAT', 'EWHAT'],
  ])('says why it cannot store a file: %s, and keeps nothing of it', async (code, message) => {
    const root = await realFiles.mkdtemp(join(tmpdir(), 'darkroom-failing-'));
    await expect(createFileArchive(root, failing(code)).store(file())).rejects.toThrow(`The archive ${root} cannot be used: ${message}`);
    expect(await realFiles.readdir(join(root, 'acme/2026/11/job_1'))).toEqual([]);
    await realFiles.rm(root, { recursive: true });
  });

  test('says that it is no directory', async () => {
    const root = await realFiles.mkdtemp(join(tmpdir(), 'darkroom-failing-'));
    await realFiles.writeFile(join(root, 'file'), '');
    const archive = createFileArchive(join(root, 'file', 'below'));
    await expect(archive.check()).rejects.toThrow(/a part of the path is no directory \(ENOTDIR\)/);
    await expect(archive.store(file())).rejects.toThrow(/ENOTDIR/);
    expect(await archive.locate('x', { contentType: 'image/jpeg', fileName: 'x' })).toBeNull();
    await realFiles.rm(root, { recursive: true });
  });
});

describe('an archive in S3', () => {
  test.each([
    [{ keyId: 'SOMEBODY' }, /cannot be used: the access key is not known \(InvalidAccessKeyId\)/, /cannot be used: access is denied/],
    [{ bucket: 'nowhere' }, /cannot be used: the bucket does not exist \(NoSuchBucket\)/, /the bucket does not exist/],
  ])('says why it cannot be used: %j', async (wrong, message, ofCheck) => {
    await using service = await s3Service();
    const archive = open(service.endpoint, wrong);
    await expect(archive.store(file())).rejects.toThrow(message);
    await expect(archive.check()).rejects.toThrow(ofCheck);
    expect(await service.keys()).toEqual([]);
    archive.close();
  });

  test('says that nothing answers, and that a request was refused', async () => {
    await using service = await s3Service();
    const closed = createServer();
    await new Promise<void>((resolve) => void closed.listen(0, resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const nowhere = open(`http://127.0.0.1:${port}`);
    await expect(nowhere.store(file())).rejects.toThrow(/cannot be used: it cannot be reached \(ECONNREFUSED\)/);
    nowhere.close();

    const refused = open(service.endpoint);
    service.decide(({ method }) => (method === 'PUT' ? 400 : 'pass'));
    await expect(refused.store(file())).rejects.toThrow(/cannot be used: it asks for fewer requests \(SlowDown\)/);
    refused.close();
  });
});
