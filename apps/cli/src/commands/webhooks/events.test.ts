import { expect, test } from '@jest/globals';

import { EXIT } from '../../exit-codes.ts';
import { fakeApi } from '../../test/fake-api.ts';
import { run } from '../../test/run.ts';

const HOUR_AGO = `evt_${Date.parse('2026-11-22T12:00:00Z')}-0`;

function eventOf(number: number) {
  return {
    id: `evt_${number}-0`,
    type: 'webhook.test',
    timestamp: '2026-11-22T12:30:00.000Z',
    data: { object: 'endpoint', id: 'ep_1', status: 'enabled' },
  };
}

test('those of the last hour are listed, and where there are more, the place is named', async () => {
  await using server = await fakeApi({ 'GET /v1/events': { data: [1, 2, 3].map(eventOf), next_cursor: null } });
  const { stdout, stderr } = await run(['events', '--limit', '2', '--types', 'webhook.*'], server);
  expect(stdout).toBe('12:30:00  webhook.test  ep_1  enabled  evt_1-0\n12:30:00  webhook.test  ep_1  enabled  evt_2-0\n');
  expect(stderr).toBe('There are more: --after evt_2-0\n');
  expect(server.asked[0]!.call).toBe(`GET /v1/events?types=webhook.*&after=${HOUR_AGO}&limit=2`);
});

test('where all that is kept is younger, all of it is listed', async () => {
  const problem = { status: 410, code: 'events_not_kept', detail: 'They are gone.', request_id: 'req_1', retryable: false };
  await using server = await fakeApi({
    [`GET /v1/events?after=${HOUR_AGO}&limit=100`]: problem,
    'GET /v1/events': { data: [eventOf(1)], next_cursor: null },
  });
  expect(JSON.parse((await run(['events', '--json'], server)).stdout)).toEqual(eventOf(1));
  expect((await run(['events', '--after', HOUR_AGO], server)).code).toBe(EXIT.refused);
});

test('those of a job are listed from its first one on, and one is shown as it was sent', async () => {
  await using server = await fakeApi({
    'GET /v1/jobs/job_1/events': { data: [], next_cursor: null },
    'GET /v1/events/evt_1-0': eventOf(1),
  });
  expect(await run(['events', 'job_1'], server)).toMatchObject({ code: EXIT.done, stdout: '', stderr: 'No events.\n' });
  expect(server.asked[0]!.call).toBe('GET /v1/jobs/job_1/events?limit=100');
  expect(JSON.parse((await run(['events', 'show', 'evt_1-0'], server)).stdout)).toEqual(eventOf(1));
});
