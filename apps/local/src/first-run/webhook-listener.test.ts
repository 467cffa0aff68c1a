import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { listenForWebhooks } from './webhook-listener.ts';

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;

test('returns the requested webhook, before or after it arrived, and whether its signature is valid', async () => {
  await using listener = await listenForWebhooks(secret);
  const { signal } = new AbortController();
  const later = listener.arrival('download.succeeded', 'job_2', signal);
  await send(listener.url, { type: 'generation.succeeded', data: { id: 'job_1' } }, secret);
  await send(listener.url, { type: 'download.succeeded', data: { id: 'job_2' } }, `whsec_${Buffer.alloc(32, 2).toString('base64')}`);

  expect(await listener.arrival('generation.succeeded', 'job_1', signal)).toMatchObject({ verified: true });
  expect(await later).toMatchObject({ verified: false, body: { data: { id: 'job_2' } } });
});

test('waiting ends with the signal', async () => {
  await using listener = await listenForWebhooks(secret);
  await expect(listener.arrival('generation.succeeded', 'job_1', AbortSignal.timeout(10))).rejects.toThrow('timeout');
});

async function send(url: string, body: object, signedWith: string): Promise<void> {
  const text = JSON.stringify(body);
  const now = new Date();
  await fetch(url, {
    method: 'POST',
    headers: {
      'webhook-id': 'evt_1-0',
      'webhook-timestamp': `${Math.floor(now.getTime() / 1_000)}`,
      'webhook-signature': new Webhook(signedWith).sign('evt_1-0', now, text),
    },
    body: text,
  });
}
