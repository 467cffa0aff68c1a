import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Darkroom, type Job } from '@darkroom/client';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { fakeApi } from '../../test/fake-api.ts';
import { saveFilesOf } from './save-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

const { signal } = new AbortController();
const generation = {
  id: 'job_1',
  type: 'generation',
  status: 'succeeded',
  result: {
    images: [
      { index: 0, is_blocked: false },
      { index: 1, is_blocked: true },
      { index: 2, is_blocked: false },
    ],
  },
} as unknown as Job;

test('each image that is not blocked is saved under its own name, in a folder that is made', async () => {
  await using server = await fakeApi({
    'GET /v1/jobs/job_1/images/0': Buffer.from('one'),
    'GET /v1/jobs/job_1/images/2': Buffer.from('three'),
  });
  const darkroom = new Darkroom({ url: server.url, apiKey: 'x' });
  const inner = join(folder, 'a/b');
  expect(await saveFilesOf(darkroom, generation, { folder: inner, signal })).toEqual([
    { path: join(inner, 'job_1-0.jpg'), bytes: 3, type: 'image/jpeg', job_id: 'job_1' },
    { path: join(inner, 'job_1-2.jpg'), bytes: 5, type: 'image/jpeg', job_id: 'job_1' },
  ]);
  expect(await readFile(join(inner, 'job_1-2.jpg'), 'utf8')).toBe('three');
});

test('what has no files saves none, and a file that is refused leaves nothing behind', async () => {
  await using server = await fakeApi({});
  const darkroom = new Darkroom({ url: server.url, apiKey: 'x', maxRetries: 0 });
  const empty = join(folder, 'empty');
  expect(await saveFilesOf(darkroom, { ...generation, status: 'failed' }, { folder: empty, signal })).toEqual([]);
  await expect(saveFilesOf(darkroom, generation, { folder: empty, signal })).rejects.toMatchObject({ code: 'not_found' });
  expect(await readdir(empty)).toEqual([]);
});
