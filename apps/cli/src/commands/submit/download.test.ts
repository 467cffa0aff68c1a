import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { EXIT } from '../../exit-codes.ts';
import { fakeApi } from '../../test/fake-api.ts';
import { run } from '../../test/run.ts';

const GENERATION = { id: 'job_1', object: 'job', type: 'generation', getty: { generation_request_id: 'g-1' } };
const DOWNLOAD = {
  id: 'job_2',
  object: 'job',
  type: 'download',
  status: 'succeeded',
  reason: null,
  error: null,
  downloads: [],
  billing: { state: 'charged' },
  result: { generated_asset_id: 'asset-1' },
};
const PRICE = { object: 'dry_run', would: 'accept', units: { 'downloads.4k': 1 }, cost: '1.50', currency: 'USD', budgets: [] };
const submitting = (body: string) => (body.includes('dry_run') ? PRICE : DOWNLOAD);

test('download says the price, and saves the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-cli-'));
  await using server = await fakeApi({
    'POST /v1/downloads': submitting,
    'GET /v1/jobs/job_2': DOWNLOAD,
    'GET /v1/jobs/job_2/file': Buffer.from('a jpeg'),
  });
  const { code, stdout, stderr } = await run(
    ['download', 'job_1', '--index', '2', '--size', '4k', '--out', folder, '--notes', 'cover'],
    server,
  );
  expect([code, stdout]).toEqual([EXIT.done, `${folder}/job_2.jpg\n`]);
  expect(stderr).toContain('At most 1 download.4k: USD 1.50.');
  expect(await readdir(folder)).toEqual(['job_2.jpg']);
  expect(JSON.parse(server.asked[1]!.body)).toEqual({ job_id: 'job_1', index: 2, size_name: '4k', notes: 'cover' });
  await rm(folder, { recursive: true });
});

test('redownload takes the asset, or the job of the first download', async () => {
  await using server = await fakeApi({
    'POST /v1/redownloads': submitting,
    'GET /v1/jobs/job_2': DOWNLOAD,
    'GET /v1/jobs/job_1': GENERATION,
  });
  for (const id of ['asset-1', 'job_2']) {
    expect(await run(['redownload', id, '--size', '4k', '--no-wait'], server)).toMatchObject({ code: EXIT.done, stdout: 'job_2\n' });
    expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({ generated_asset_id: 'asset-1', size_name: '4k' });
  }
  const refused = await run(['redownload', 'job_1', '--size', '4k'], server);
  expect([refused.code, refused.stderr]).toEqual([EXIT.usage, expect.stringContaining('darkroom download job_1')]);
});

test('sizes lists what Getty offers', async () => {
  const sizes = { download_sizes: [{ size_name: '1k', width: 768, height: 1024 }, { size_name: '4k' }] };
  await using server = await fakeApi({ 'GET /v1/jobs/job_1': GENERATION, 'GET /v1/generations/g-1/images/1/download-sizes': sizes });
  expect((await run(['sizes', 'job_1', '--index', '1'], server)).stdout).toBe('SIZE  WIDTH  HEIGHT\n1k    768    1024\n4k    -      -\n');
  expect((await run(['sizes', 'g-1', '--index', '1', '--json'], server)).stdout).toContain('{"size_name":"4k"}\n');
});

test('a submission without an answer ends with its key, which continues it', async () => {
  const answer = { status: 500, code: 'internal_error', detail: 'Something went wrong.', request_id: 'r', retryable: false };
  await using server = await fakeApi({ 'POST /v1/downloads': (body: string) => (body.includes('dry_run') ? PRICE : answer) });
  const { code, stderr } = await run(['download', 'job_1', '--size', '4k'], server);
  expect(code).toBe(EXIT.unreachable);
  const [, key] = /--idempotency-key (\S+)/.exec(stderr)!;
  expect(server.asked.at(-1)!.headers['idempotency-key']).toBe(key);
});
