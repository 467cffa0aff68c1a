import { expect, test } from '@jest/globals';

import { EXIT } from '../../exit-codes.ts';
import { fakeApi } from '../../test/fake-api.ts';
import { run } from '../../test/run.ts';

const ENDPOINT = {
  id: 'ep_1',
  object: 'endpoint',
  url: 'https://example.com/hooks',
  events: null,
  status: 'disabled',
  disabled: { reason: 'failing' },
  last_success_at: null,
};
const DELIVERY = {
  id: 'dlv_1',
  object: 'delivery',
  status: 'pending',
  event_type: 'webhook.test',
  event_id: 'evt_1-0',
  job_id: null,
  batch_id: null,
  url: ENDPOINT.url,
  attempt_count: 0,
  next_attempt_at: '2026-11-22T13:00:05.000Z',
  attempts: [],
};
const TRIED = {
  ...DELIVERY,
  attempt_count: 1,
  attempts: [{ attempt: 1, at: '2026-11-22T13:00:00.000Z', status: 500, duration_ms: 12, error: null, response: 'broken\u001b[2J' }],
};

test('endpoints are listed, and added with their secret', async () => {
  await using server = await fakeApi({
    'GET /v1/endpoints': { data: [ENDPOINT], next_cursor: null },
    'POST /v1/endpoints': { ...ENDPOINT, secret: 'whsec_x' },
    'PATCH /v1/endpoints/ep_1': { ...ENDPOINT, status: 'enabled', disabled: null },
  });
  expect((await run(['endpoints'], server)).stdout).toMatch(
    /^ep_1 +disabled \(failing\) +never +the default +https:\/\/example\.com\/hooks$/m,
  );
  const added = await run(['endpoints', 'add', ENDPOINT.url, '--events', 'generation.*,batch.completed', '--description', 'Site'], server);
  expect([added.code, added.stdout]).toEqual([EXIT.done, 'whsec_x\n']);
  expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({
    url: ENDPOINT.url,
    events: ['generation.*', 'batch.completed'],
    description: 'Site',
  });
  expect((await run(['endpoints', 'enable', 'ep_1'], server)).stdout).toMatch(/^ep_1 +enabled /m);
});

test('a test waits for the answer of the receiver, and shows it', async () => {
  let reads = 0;
  await using server = await fakeApi({
    'POST /v1/endpoints/ep_1/test': DELIVERY,
    'GET /v1/deliveries/dlv_1': () => (reads++ === 0 ? DELIVERY : TRIED),
  });
  const { code, stdout, slept } = await run(['endpoints', 'test', 'ep_1'], server);
  expect([code, slept]).toEqual([EXIT.notSucceeded, [500]]);
  expect(stdout.split('\n')).toEqual([
    'dlv_1: pending',
    '  webhook.test  evt_1-0  to https://example.com/hooks',
    '  1. 2026-11-22T13:00:00.000Z  500: broken\uFFFD[2J (12 ms)',
    '  Tried next: 2026-11-22T13:00:05.000Z',
    '',
  ]);
});

test('deliveries are listed, shown, and sent again', async () => {
  await using server = await fakeApi({
    'GET /v1/deliveries': { data: [TRIED], next_cursor: null },
    'GET /v1/deliveries/dlv_1': { ...TRIED, status: 'delivered', attempt_count: 2 },
    'POST /v1/deliveries/dlv_1/redeliver': TRIED,
  });
  expect((await run(['endpoints', 'deliveries', 'ep_1', '--status', 'pending'], server)).stdout).toMatch(
    /^dlv_1 +pending +1 +webhook\.test/m,
  );
  expect(server.asked[0]!.call).toBe('GET /v1/deliveries?endpoint_id=ep_1&status=pending&limit=25');
  expect((await run(['endpoints', 'redeliver', 'dlv_1'], server)).code).toBe(EXIT.done);
  expect(JSON.parse((await run(['endpoints', 'delivery', 'dlv_1', '--json'], server)).stdout)).toMatchObject({ id: 'dlv_1' });
});

/** The first part, and then the last. */
const part = (body: string) => ({ opened: 2, sent_again: 1, next_since: body.includes('11:00') ? '2026-11-22T12:00:00.000Z' : null });

test('recover goes on until there is no more, and adds up', async () => {
  await using server = await fakeApi({ 'POST /v1/endpoints/ep_1/recover': part });
  const { stdout } = await run(['endpoints', 'recover', 'ep_1', '--since', '2h', '--json'], server);
  expect(JSON.parse(stdout)).toMatchObject({ since: '2026-11-22T11:00:00.000Z', opened: 4, sent_again: 2 });
});

test('what ends something asks first', async () => {
  await using server = await fakeApi({
    'GET /v1/endpoints/ep_1': ENDPOINT,
    'DELETE /v1/endpoints/ep_1': {},
    'POST /v1/endpoints/ep_1/rotate': { ...ENDPOINT, secret: 'whsec_y' },
  });
  expect((await run(['endpoints', 'remove', 'ep_1'], server)).code).toBe(EXIT.notConfirmed);
  expect((await run(['endpoints', 'rotate', 'ep_1'], server)).code).toBe(EXIT.notConfirmed);
  expect(server.asked.map(({ call }) => call)).toEqual(['GET /v1/endpoints/ep_1']);
  expect((await run(['endpoints', 'remove', 'ep_1', '--yes'], server)).code).toBe(EXIT.done);
  expect((await run(['endpoints', 'rotate', 'ep_1', '--overlap', '0s', '--yes'], server)).stdout).toBe('whsec_y\n');
  expect(server.asked.at(-1)!.body).toBe('{"overlap":"0s"}');
});
