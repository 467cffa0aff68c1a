import { expect, test } from '@jest/globals';

import { EXIT } from '../../exit-codes.ts';
import { fakeApi } from '../../test/fake-api.ts';
import { run } from '../../test/run.ts';

const RUNNING = {
  id: 'rec_1',
  object: 'reconciliation',
  status: 'running',
  tenant: 'acme',
  scope: 'user',
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-11-21T00:00:00.000Z',
  counts: { matched: 0, ours_only: 0, getty_only: 0, different: 0 },
  cost_difference: null,
  currency: null,
  differences: [],
  differences_omitted: 0,
  not_compared: 0,
  progress: { step: 'getty', pages: 2, entries: 40, jobs: 0, resume_at: null },
  error: null,
};
const COMPLETED = {
  ...RUNNING,
  status: 'completed',
  counts: { matched: 38, ours_only: 1, getty_only: 0, different: 1 },
  cost_difference: '-0.12',
  currency: 'USD',
  differences: [
    { kind: 'ours_only', job_id: 'job_1', generation_request_id: null, fields: [], cost: '0.12' },
    { kind: 'different', job_id: 'job_2', generation_request_id: 'g-2', fields: ['prompt', 'billing'], cost: null },
  ],
  differences_omitted: 3,
  not_compared: 2,
};
const BEGIN = ['reconciliations', 'begin', '--from', '2026-11-01', '--to', '2026-11-20'];

test('one is begun, and followed to its end with its progress', async () => {
  let reads = 0;
  await using server = await fakeApi({
    'POST /v1/reconciliations': RUNNING,
    'GET /v1/reconciliations/rec_1': () => (reads++ === 0 ? RUNNING : COMPLETED),
  });
  expect(await run(BEGIN, server)).toMatchObject({ code: EXIT.done, stdout: 'rec_1\n' });
  expect(JSON.parse(server.asked[0]!.body)).toEqual({ from: '2026-11-01', to: '2026-11-20' });
  const { code, stdout, stderr } = await run([...BEGIN, '--wait'], server);
  expect(code).toBe(EXIT.done);
  expect(stderr).toContain('rec_1\nrunning (getty): 2 pages, 40 entries of Getty, 0 jobs of ours\n');
  expect(stderr).toContain('3 more differences are not listed.');
  expect(stdout.split('\n')).toEqual([
    'rec_1: completed',
    '  2026-11-01T00:00:00.000Z to 2026-11-21T00:00:00.000Z, tenant acme; Getty shows what the user made',
    '  38 matched, 1 ours only, 0 Getty only, 1 different',
    '  2 cannot be compared',
    '  Getty’s cost beyond ours: USD -0.12',
    'KIND       JOB    GENERATION REQUEST ID  COST  FIELDS',
    'ours_only  job_1  -                      0.12',
    'different  job_2  g-2                    -     prompt,billing',
    '',
  ]);
});

test('one that failed ends with 3, and the list shows how many differ', async () => {
  const error = { code: 'getty_unavailable', message: 'Getty is away.' };
  await using server = await fakeApi({
    'GET /v1/reconciliations': { data: [COMPLETED], next_cursor: null },
    'GET /v1/reconciliations/rec_1': { ...COMPLETED, status: 'failed', error },
  });
  expect(await run(['reconciliations', 'show', 'rec_1'], server)).toMatchObject({
    code: EXIT.notSucceeded,
    stdout: expect.stringContaining('\n  getty_unavailable: Getty is away.\n'),
  });
  expect((await run(['reconciliations', 'show', 'rec_1', '--json'], server)).stdout).toContain('"status":"failed"');
  expect((await run(['reconciliations'], server)).stdout).toMatch(/^rec_1 +completed +2 +38 +2026-11-01/m);
});
