import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { webhookReceiver } from './webhook-receiver.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

function send(url: string, body: object, tampered = false): Promise<Response> {
  const text = JSON.stringify(body);
  const now = new Date();
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': 'evt_1-0',
      'webhook-timestamp': `${Math.floor(now.getTime() / 1_000)}`,
      'webhook-signature': new Webhook(secret).sign('evt_1-0', now, tampered ? `${text} ` : text),
      connection: 'close',
    },
    body: text,
  });
}

test('records what arrived and whether its signature is valid', async () => {
  await using receiver = await webhookReceiver({ secret });
  const body = { type: 'webhook.test', timestamp: 'now', data: { id: 'job_1' } };
  expect((await send(receiver.url, body)).status).toBe(204);
  await send(receiver.url, { ...body, type: 'forged' }, true);

  const first = await receiver.waitForEvent('webhook.test');
  expect(first).toMatchObject({ id: 'evt_1-0', body, text: JSON.stringify(body), verified: true });
  expect(await receiver.waitForEvent(({ verified }) => verified === false)).toMatchObject({ body: { type: 'forged' } });
});

test('answers as programmed, then 204 again', async () => {
  await using receiver = await webhookReceiver();
  receiver.next(1, { status: 503, headers: { 'retry-after': '7' } });
  receiver.next(1, { drop: true });
  const refused = await send(receiver.url, { type: 'a' });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7']);
  await expect(send(receiver.url, { type: 'b' })).rejects.toThrow('fetch failed');
  expect((await send(receiver.url, { type: 'c' })).status).toBe(204);
  expect(receiver.received.map(({ body }) => body.type)).toEqual(['a', 'b', 'c']);
});

test('a request left hanging ends when the receiver is disposed', async () => {
  const receiver = await webhookReceiver();
  receiver.next(1, { hang: true });
  const hanging = send(receiver.url, { type: 'a' });
  await receiver.waitForEvent('a');
  await Promise.all([expect(hanging).rejects.toThrow('fetch failed'), receiver[Symbol.asyncDispose]()]);
});

test('answers by its rule if nothing else is programmed, and records what it accepted', async () => {
  await using receiver = await webhookReceiver({ answer: ({ body }) => (body.type === 'bad' ? { status: 500 } : {}) });
  receiver.next(1, { status: 503 });
  const statuses = [];
  for (const type of ['good', 'bad', 'good']) statuses.push((await send(receiver.url, { type })).status);
  expect(statuses).toEqual([503, 500, 204]);
  expect(receiver.received.map(({ taken }) => taken)).toEqual([false, false, true]);
});
