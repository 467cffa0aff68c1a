import { expect, test } from '@jest/globals';

import { EXIT } from '../../exit-codes.ts';
import { fakeApi } from '../../test/fake-api.ts';
import { run } from '../../test/run.ts';

const JOB = { id: 'job_1', status: 'queued', reason: 'scheduled', error: null, finished_at: null, billing: { state: 'not_charged' } };

test.each([
  [
    ['--run-at', '2h', '--deadline', '2026-11-30T12:00:00Z', '--priority', '-5', '--metadata', 'a=1', '--metadata', 'b=2'],
    { run_at: '2026-11-22T15:00:00.000Z', deadline: '2026-11-30T12:00:00Z', priority: -5, metadata: { a: '1', b: '2' } },
  ],
  [['--run-at', 'now', '--deadline', 'default', '--no-metadata'], { run_at: null, deadline: null, metadata: null }],
])('%j', async (args, change) => {
  await using server = await fakeApi({ 'PATCH /v1/jobs/job_1': JOB });
  expect(await run(['change', 'job_1', ...args], server)).toMatchObject({
    code: EXIT.done,
    stdout: 'job_1: queued (scheduled); not charged\n',
  });
  expect(JSON.parse(server.asked[0]!.body)).toEqual(change);
});

test('without a change nothing is sent', async () => {
  await using server = await fakeApi({});
  expect(await run(['change', 'job_1'], server)).toMatchObject({ code: EXIT.usage, stderr: expect.stringContaining('--run-at') });
  expect(server.asked).toEqual([]);
});
