import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { EXIT } from '../../exit-codes.ts';
import { fakeApi } from '../../test/fake-api.ts';
import { run } from '../../test/run.ts';

const COUNTS = { queued: 0, submitting: 0, waiting: 0, succeeded: 1, failed: 0, canceled: 0, expired: 0, held: 0 };
const REJECTED = {
  index: 1,
  error: { code: 'invalid_request', detail: 'It is not valid.', errors: [{ pointer: '/jobs/1/mood', detail: 'is unknown' }] },
};
const BATCH = {
  id: 'batch_1',
  object: 'batch',
  status: 'completed',
  total: 2,
  accepted: 1,
  rejected: 1,
  ended: 1,
  counts: COUNTS,
  jobs: [{ index: 0, id: 'job_1' }, REJECTED],
};
const PRICE = { object: 'dry_run', would: 'accept', units: { generations: 2 }, cost: null, currency: null, budgets: [] };
const JOBS = [
  { type: 'generation', prompt: 'a fox' },
  { type: 'generation', prompt: 'an owl', mood: 'odd' },
];

test('a batch is submitted from a file, with its price, and what was rejected', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-cli-'));
  const file = join(folder, 'jobs.jsonl');
  await writeFile(file, JOBS.map((job) => JSON.stringify(job)).join('\n'));
  await using server = await fakeApi({
    'POST /v1/batches': (body: string) => (body.includes('dry_run') ? PRICE : BATCH),
    'GET /v1/batches/batch_1': BATCH,
  });
  const { code, stdout, stderr } = await run(
    ['batches', 'submit', file, '--metadata', 'campaign=winter', '--idempotency-key', 'b-1'],
    server,
  );
  expect([code, stderr]).toEqual([EXIT.refused, 'At most 2 generations: the price is not set.\n']);
  expect(stdout.split('\n')).toEqual([
    'batch_1: completed, 1 of 1 ended (1 succeeded), 1 rejected',
    '  1: It is not valid. (invalid_request) /jobs/1/mood is unknown',
    '',
  ]);
  expect(server.asked[1]!.headers['idempotency-key']).toBe('b-1');
  expect(JSON.parse(server.asked[1]!.body)).toEqual({ jobs: JOBS, metadata: { campaign: 'winter' } });
  expect((await run(['batches', 'submit', file, '--wait', '--json'], server)).code).toBe(EXIT.notSucceeded);
  expect(await run(['batches', 'submit', join(folder, 'none')], server)).toMatchObject({
    code: EXIT.error,
    stderr: expect.stringContaining('ENOENT'),
  });
  await rm(folder, { recursive: true });
});

test('batches are listed, shown and canceled, and what failed in one runs again', async () => {
  const again = {
    object: 'bulk_action',
    matched: 1,
    counts: { done: 1, requested: 0, refused: 0 },
    cost: '0',
    data: [],
    next_cursor: null,
  };
  await using server = await fakeApi({
    'GET /v1/batches': { data: [BATCH], next_cursor: null },
    'GET /v1/batches/batch_1': { ...BATCH, counts: { ...COUNTS, held: 1 } },
    'POST /v1/batches/batch_1/cancel': BATCH,
    'POST /v1/jobs/retry': again,
  });
  const row = /^batch_1 +completed +1 of 1 +1 +1 succeeded$/m;
  expect((await run(['batches'], server)).stdout).toMatch(row);
  expect((await run(['batches', 'list', '--limit', '1'], server)).stdout).toMatch(row);
  expect((await run(['batches', 'show', 'batch_1', '--wait'], server)).code).toBe(EXIT.held);
  expect((await run(['batches', 'cancel', 'batch_1', '--json'], server)).stdout).toContain('"id":"batch_1"');
  expect((await run(['batches', 'retry', 'batch_1'], server)).code).toBe(EXIT.done);
  expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({
    filter: { batch_id: 'batch_1', status: ['failed', 'expired', 'canceled'] },
    confirm_cost: false,
  });
});
