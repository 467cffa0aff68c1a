import { describe, expect, test } from '@jest/globals';
import { batchJobId, newBatchId, type Store } from '@darkroom/queue';

import { completeItems } from './complete-items.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const FOX = { type: 'generation', prompt: 'a fox' };
const DOWNLOAD = { type: 'download', job_id: `job_${'0'.repeat(32)}`, index: 0, size_name: '1k' };

const id = newBatchId();
const noJobs = { jobs: { get: async () => null } } as unknown as Store;
const complete = (jobs: unknown[], { store = noJobs, webhook }: { store?: Store; webhook?: { url: string } } = {}) =>
  completeItems(store, {
    id,
    tenant: 'acme',
    submittedBy: 'key_1',
    now: NOW,
    allowPrivateNetworks: false,
    body: { jobs, ...(webhook && { webhook }) },
  });

test('a valid job gets an id derived from its place', async () => {
  const { jobs, rejected } = await complete([FOX, 'no job', { ...FOX, priority: 3, run_at: '2026-11-20T13:00:00Z' }]);
  const common = { type: 'generation', tenant: 'acme', batchId: id, createdAt: NOW };
  expect(jobs).toMatchObject([
    { ...common, id: batchJobId(id, 0), request: { prompt: 'a fox' } },
    { ...common, id: batchJobId(id, 2), priority: 3, runAt: NOW + 3_600_000, deadlineAt: NOW + 25 * 3_600_000 },
  ]);
  expect(jobs[0]!.request).not.toHaveProperty('type');
  expect(rejected.map(({ index }) => index)).toEqual([1]);
});

test.each([
  [{}, 'must be "generation" or "download"', ['/jobs/1/type']],
  [[], 'must be an object', ['/jobs/1']],
  [{ type: 'generation' }, 'is required', ['/jobs/1/prompt']],
  [{ ...FOX, index: 0 }, 'is not known', ['/jobs/1/index']],
  [{ ...FOX, webhook: { url: 'ftp://example.com' } }, expect.any(String), ['/jobs/1/webhook/url']],
  [{ ...FOX, webhook: { url: 'http://10.0.0.1' } }, expect.stringContaining('public internet'), ['/jobs/1/webhook/url']],
  [{ ...FOX, run_at: '2027-11-20T12:00:00Z' }, 'must be at most 30 days ahead', ['/jobs/1/run_at']],
  [{ ...DOWNLOAD, job_id: undefined }, 'give either job_id, generation_request_id or batch_index', ['/jobs/1/job_id']],
])('%j is rejected alone', async (item, detail, pointers) => {
  const { jobs, rejected } = await complete([FOX, item]);
  expect(jobs).toHaveLength(1);
  expect(rejected).toMatchObject([{ index: 1, error: { code: 'invalid_request', errors: [{ detail }] } }]);
  expect(rejected[0]!.error.errors!.map(({ pointer }) => pointer)).toEqual(pointers);
});

test('a job without a webhook has that of the batch', async () => {
  const [theirs, own] = [{ url: 'https://example.com/batch' }, { url: 'https://example.com/own' }];
  const { jobs } = await complete([FOX, { ...FOX, webhook: own }], { webhook: theirs });
  expect(jobs.map(({ request }) => request)).toMatchObject([{ webhook: theirs }, { webhook: own }]);
});

test('a download of a missing generation is rejected; if that cannot be checked, all are', async () => {
  expect((await complete([FOX, DOWNLOAD])).rejected).toMatchObject([{ index: 1, error: { code: 'not_found' } }]);
  const away = { jobs: { get: async () => Promise.reject(new Error('Connection is closed.')) } } as unknown as Store;
  await expect(complete([FOX, DOWNLOAD], { store: away })).rejects.toThrow('Connection is closed.');
});

const refine = (batch_index: number) => ({ type: 'generation', operation: 'refine', prompt: 'bluer', source: { batch_index, index: 1 } });

describe('a job made from an earlier one of its batch', () => {
  test('names that one by its id, and waits for it', async () => {
    const download = { type: 'download', batch_index: 1, index: 0, size_name: '4k' };
    const { jobs, rejected } = await complete([
      { ...FOX, product_id: 7, project_code: 'X' },
      refine(0),
      download,
      { ...download, batch_index: 0 },
    ]);
    expect(rejected).toEqual([]);
    expect(jobs[1]).toMatchObject({
      request: { operation: 'refine', source: { job_id: batchJobId(id, 0), index: 1 } },
      source: { id: batchJobId(id, 0), index: 1 },
    });
    expect(JSON.stringify(jobs.map(({ request }) => request))).not.toContain('batch_index');
    expect(jobs[2]).toMatchObject({
      request: { job_id: batchJobId(id, 1) },
      source: { id: batchJobId(id, 1), index: 0 },
      parentId: batchJobId(id, 1),
    });
    // A download inherits from its own generation.
    expect(jobs[3]).toMatchObject({ request: { product_id: 7 }, project: 'X' });
  });

  test.each([
    [refine(1), 'must be below 1, the place of this job in the batch', '/jobs/1/source/batch_index'],
    [refine(2), 'must be below 1, the place of this job in the batch', '/jobs/1/source/batch_index'],
    [refine(-1), 'must be at least 0', '/jobs/1/source/batch_index'],
    [
      { type: 'download', batch_index: 1, index: 0, size_name: '4k' },
      'must be below 1, the place of this job in the batch',
      '/jobs/1/batch_index',
    ],
  ])('%j is rejected, so there are no cycles', async (item, detail, pointer) => {
    const { rejected } = await complete([FOX, item, FOX]);
    expect(rejected).toMatchObject([{ index: 1, error: { code: 'invalid_request', errors: [{ detail, pointer }] } }]);
  });

  test('is rejected with it, and so is what is made from this one', async () => {
    const { jobs, rejected } = await complete([{ type: 'generation' }, refine(0), refine(1), FOX]);
    expect(jobs.map(({ batchIndex }) => batchIndex)).toEqual([3]);
    expect(rejected.map(({ index, error }) => [index, error.code])).toEqual([
      [0, 'invalid_request'],
      [1, 'source_rejected'],
      [2, 'source_rejected'],
    ]);
  });

  test('is no download', async () => {
    const { rejected } = await complete([FOX, { type: 'download', batch_index: 0, index: 0, size_name: '4k' }, refine(1)]);
    expect(rejected).toMatchObject([{ index: 2, error: { errors: [{ detail: 'must be the place of a generation' }] } }]);
  });

  test('may be a thousandth', async () => {
    const { jobs } = await complete([FOX, ...Array.from({ length: 999 }, (_, index) => refine(index))]);
    expect(jobs).toHaveLength(1_000);
  });
});
