import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { EXIT } from '../../exit-codes.ts';
import { fakeApi } from '../../test/fake-api.ts';
import { run } from '../../test/run.ts';

const FILE = {
  id: 'f-1',
  object: 'file',
  category: 'CustomerProduct',
  url: 'https://example.com/chair.jpg',
  created_at: '2026-11-22T12:00:00.000Z',
  preview_urls: [{ image_url: 'https://getty.test/preview.jpg' }],
};
const REGISTER = ['files', 'register', '--category', 'CustomerProduct', '--rights-claimed'];

function bodyOf(url: string): string {
  return JSON.stringify({ url, category: 'CustomerProduct', rights_claimed: true });
}

test('a picture of this machine is put up before it is registered, an address is not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-cli-'));
  const path = join(folder, 'chair.jpg');
  await writeFile(path, 'a jpeg');
  await using server = await fakeApi({ 'POST /v1/uploads': { id: 'u-1', url: 'https://getty.test/u-1' }, 'POST /v1/files': FILE });
  expect(await run([...REGISTER, path], server)).toMatchObject({ code: EXIT.done, stdout: 'f-1\n' });
  await run([...REGISTER, FILE.url], server);
  expect(server.asked.map(({ call, body: sent }) => [call, sent])).toEqual([
    ['POST /v1/uploads', 'a jpeg'],
    ['POST /v1/files', bodyOf('https://getty.test/u-1')],
    ['POST /v1/files', bodyOf(FILE.url)],
  ]);
  await rm(folder, { recursive: true });
});

test.each([
  [['files', 'register', 'chair.jpg', '--category', 'CustomerProduct'], '--rights-claimed'],
  [['files', 'register', 'chair.jpg', '--rights-claimed', '--category', 'Chair'], 'ImageReference, CustomerProduct'],
  [['files', 'register', 'chair.jpg', '--rights-claimed'], '--category'],
])('%j is incomplete', async (args, message) => {
  await using server = await fakeApi({});
  expect(await run(args, server)).toMatchObject({ code: EXIT.usage, stderr: expect.stringContaining(message) });
  expect(server.asked).toEqual([]);
});

test('files are listed, shown with their previews, and deleted once that is confirmed', async () => {
  await using server = await fakeApi({
    'GET /v1/files': { data: [FILE], next_cursor: null },
    'GET /v1/files/f-1': FILE,
    'DELETE /v1/files/f-1': {},
  });
  expect((await run(['files'], server)).stdout).toMatch(/^f-1 +CustomerProduct +2026-11-22T12:00:00\.000Z +https:\/\/example/m);
  expect((await run(['files', 'show', 'f-1'], server)).stdout).toContain('\n  https://getty.test/preview.jpg\n');
  expect((await run(['files', 'delete', 'f-1'], server)).code).toBe(EXIT.notConfirmed);
  expect(await run(['files', 'delete', 'f-1', '--yes', '--json'], server)).toMatchObject({ stdout: '{"id":"f-1","deleted":true}\n' });
});
