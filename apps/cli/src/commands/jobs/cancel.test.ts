import { expect, test } from '@jest/globals';

import { EXIT } from '../../exit-codes.ts';
import { fakeApi } from '../../test/fake-api.ts';
import { run } from '../../test/run.ts';

const COUNTS = { done: 1, requested: 1, refused: 1 };
const DATA = [
  { id: 'job_1', outcome: 'done' },
  { id: 'job_2', outcome: 'requested' },
  { id: 'job_3', outcome: 'refused', error: { code: 'already_finished', detail: 'It has ended.' } },
];
const DONE = { object: 'bulk_action', matched: 3, counts: COUNTS, cost: null, data: DATA, next_cursor: null };

test('several ids are one call, with a line for each', async () => {
  await using server = await fakeApi({ 'POST /v1/jobs/cancel': DONE });
  const { code, stdout } = await run(['cancel', 'job_1', 'job_2', 'job_3', 'job_1'], server);
  expect(code).toBe(EXIT.refused);
  expect(stdout).toBe('job_1: done\njob_2: requested; Getty still has it\njob_3: It has ended. (already_finished)\n');
  expect(server.asked.map(({ body }) => body)).toEqual(['{"ids":["job_1","job_2","job_3"]}']);
});

test('more ids than a call takes are several calls', async () => {
  await using server = await fakeApi({ 'POST /v1/jobs/cancel': { ...DONE, data: [], counts: { ...COUNTS, refused: 0 } } });
  expect((await run(['cancel', ...Array.from({ length: 1_001 }, (_one, at) => `job_${at}`)], server)).code).toBe(EXIT.done);
  expect(server.asked.map(({ body }) => (JSON.parse(body) as { ids: string[] }).ids.length)).toEqual([1_000, 1]);
});

test('a filter says how many it is for, and needs an agreement', async () => {
  await using server = await fakeApi({ 'POST /v1/jobs/cancel': DONE });
  const args = ['cancel', '--status', 'queued', '--metadata', 'campaign=winter', '--older-than', '1h'];
  const asked = await run(args, server);
  const what = 'Of 3 jobs, 1 end at once, 1 when Getty is polled next, 1 cannot be canceled.\n';
  expect([asked.code, asked.stderr]).toEqual([EXIT.notConfirmed, expect.stringContaining(what)]);
  expect(await run([...args, '--dry-run'], server)).toMatchObject({ code: EXIT.done, stdout: what });
  expect(server.asked.every(({ body }) => body.includes('"dry_run":true'))).toBe(true);
  expect((await run([...args, '--yes'], server)).code).toBe(EXIT.refused);
  expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({
    filter: { status: 'queued', metadata: { campaign: 'winter' }, created_before: '2026-11-22T12:00:00.000Z' },
  });
});

test('without jobs, or with ids and a filter, nothing is sent', async () => {
  await using server = await fakeApi({});
  expect((await run(['cancel'], server)).code).toBe(EXIT.usage);
  expect((await run(['cancel', 'job_1', '--status', 'queued'], server)).code).toBe(EXIT.usage);
  expect(server.asked).toEqual([]);
});

test('delete asks first', async () => {
  await using server = await fakeApi({ 'DELETE /v1/jobs/job_1': {} });
  expect((await run(['delete', 'job_1'], server)).code).toBe(EXIT.notConfirmed);
  expect(server.asked).toEqual([]);
  expect(await run(['delete', 'job_1', '--keep-archive', '--yes'], server)).toMatchObject({ code: EXIT.done, stdout: 'job_1: deleted\n' });
  expect(server.asked[0]!.call).toBe('DELETE /v1/jobs/job_1?keep_archive=true');
});
