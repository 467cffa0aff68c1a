import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { EXIT } from '../../exit-codes.ts';
import { fakeApi } from '../../test/fake-api.ts';
import { run } from '../../test/run.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

function eventOf(number: number) {
  return {
    id: `evt_${number}-0`,
    type: 'webhook.test',
    timestamp: '2026-11-22T12:00:00.000Z',
    data: { object: 'endpoint', id: 'ep_1', status: 'enabled' },
  };
}

/** A receiver that gives these answers in turn, and then the last one. `onRequest` runs before each answer. */
async function receiver(statuses: number[], onRequest: (count: number) => void = () => undefined) {
  const got: { id: string; body: string; headers: Record<string, string> }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      got.push({ id: String(request.headers['webhook-id']), body, headers: request.headers as Record<string, string> });
      onRequest(got.length);
      response.writeHead(statuses[Math.min(got.length, statuses.length) - 1]!).end('No such order\u001b[2J');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    got,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

test('one event is tried again under one id until the receiver is well', async () => {
  await using server = await fakeApi({ 'GET /v1/events/evt_1-0': eventOf(1) });
  await using mine = await receiver([503, 500, 204]);
  const { code, stdout, slept } = await run(['listen', '--forward-to', mine.url, '--event', 'evt_1-0'], {
    ...server,
    env: { DARKROOM_WEBHOOK_SECRET: SECRET },
  });
  expect([code, slept]).toEqual([EXIT.done, [1_000, 4_000]]);
  expect(stdout.replaceAll(/\d+ ms/g, 'N ms').split('\n')).toEqual([
    expect.stringContaining('→ 503 No such order\uFFFD[2J (N ms), again in 1 s'),
    expect.stringContaining('→ 500 No such order\uFFFD[2J (N ms), again in 4 s'),
    expect.stringMatching(/→ 204 \(N ms\)$/),
    '',
  ]);
  expect(mine.got.map(({ id }) => id)).toEqual(['evt_1-0', 'evt_1-0', 'evt_1-0']);
  const { body, headers } = mine.got[2]!;
  const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
  expect(headers['webhook-signature']).toBe(new Webhook(SECRET).sign('evt_1-0', at, body));
  expect(JSON.parse(body)).toEqual({ type: 'webhook.test', timestamp: eventOf(1).timestamp, data: eventOf(1).data });
});

test('what the receiver refuses is not tried again, and one that is away is given up in the end', async () => {
  await using server = await fakeApi({ 'GET /v1/events/evt_1-0': eventOf(1) });
  const away = await receiver([204]);
  await away[Symbol.asyncDispose]();
  const gone = await run(['listen', '--forward-to', away.url, '--event', 'evt_1-0', '--json'], server);
  expect([gone.code, gone.slept]).toEqual([EXIT.notSucceeded, [1_000, 4_000, 15_000]]);
  const lines = gone.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(lines.at(-1)).toMatchObject({ attempt: 4, status: null, error: 'ECONNREFUSED', final: true, event: { id: 'evt_1-0' } });
  await using mine = await receiver([400]);
  const refused = await run(['listen', '--forward-to', mine.url, '--event', 'evt_1-0'], server);
  expect([refused.code, refused.slept]).toEqual([EXIT.notSucceeded, []]);
  expect(refused.stdout).toContain('given up. Send it again: --event evt_1-0');
});

test('a slow event does not keep the next ones, and Ctrl-C names where to go on', async () => {
  const events = [1, 2, 3].map((number) => `id: evt_${number}-0\ndata: ${JSON.stringify(eventOf(number))}\n\n`).join('');
  await using server = await fakeApi({ 'GET /v1/events': events });
  const controller = new AbortController();
  // The second one never gets an answer that ends it.
  await using mine = await receiver([204, 503, 204, 503], (count) => {
    if (count >= 4) controller.abort(new Error('Interrupted'));
  });
  const { code, stderr } = await run(['listen', '--forward-to', mine.url, '--after', 'evt_0-0'], {
    ...server,
    interrupted: controller.signal,
  });
  expect(code).toBe(EXIT.interrupted);
  expect(new Set(mine.got.map(({ id }) => id))).toEqual(new Set(['evt_1-0', 'evt_2-0', 'evt_3-0']));
  expect(stderr).toMatch(/1 without an answer, the oldest of them evt_\d-0\. Go on where it ended: --after evt_\d-0/);
});

test('an event that cannot be sent for an unforeseen reason ends it with a clear error, and names where to go on', async () => {
  const broken = { ...eventOf(2), data: { object: 'reconciliation', id: 'rec_1' } }; // without counts
  const events = [eventOf(1), broken, eventOf(3)].map((event) => `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`).join('');
  await using server = await fakeApi({ 'GET /v1/events': events });
  await using mine = await receiver([204]);
  const { code, stderr } = await run(['listen', '--forward-to', mine.url, '--after', 'evt_0-0'], server);
  expect(code).toBe(EXIT.error);
  expect(stderr).toMatch(/Error: evt_2-0 could not be sent: .*\n.*Go on where it ended: --after evt_[01]-0/);
  expect(stderr).not.toContain('    at ');
});
