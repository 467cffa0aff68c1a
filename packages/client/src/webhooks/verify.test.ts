import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { ConfigurationError, WebhookVerificationError } from '../errors/darkroom-error.ts';
import { verifyWebhook } from './verify.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const BODY = JSON.stringify({
  type: 'generation.succeeded',
  timestamp: '2026-11-22T12:00:00.000Z',
  data: { id: 'job_1', prompt: 'a füx' },
});

function signed(at = new Date(), secret = SECRET) {
  return {
    'webhook-id': 'evt_1-0',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('evt_1-0', at, BODY),
  };
}

test('a webhook is verified as text or bytes, with any kind of headers, by any of the secrets', () => {
  const event = { id: 'evt_1-0', type: 'generation.succeeded', data: { id: 'job_1' } };
  expect(verifyWebhook(BODY, signed(), SECRET)).toMatchObject(event);
  expect(verifyWebhook(new TextEncoder().encode(BODY), new Headers(signed()), SECRET)).toMatchObject(event);
  expect(verifyWebhook(Buffer.from(BODY), signed(), [OTHER, SECRET])).toMatchObject(event);
  const upper = Object.fromEntries(Object.entries(signed()).map(([name, value]) => [name.toUpperCase(), [value]]));
  expect(verifyWebhook(BODY, upper, SECRET)).toMatchObject(event);
});

test.each([
  ['another secret', BODY, signed(new Date(), OTHER)],
  ['another body', BODY.replace('job_1', 'job_2'), signed()],
  ['no headers', BODY, {}],
  ['an old timestamp', BODY, signed(new Date(Date.now() - 600_000))],
])('%s is refused', (_what, body, headers) => {
  expect(() => verifyWebhook(body, headers, SECRET)).toThrow(WebhookVerificationError);
});

test('several secrets of a rotation may stand in one text, as in a variable of the environment', () => {
  expect(verifyWebhook(BODY, signed(), ` ${OTHER} ${SECRET}\n`)).toMatchObject({ id: 'evt_1-0' });
  expect(verifyWebhook(BODY, signed(), [`${OTHER},${SECRET}`])).toMatchObject({ id: 'evt_1-0' });
});

test('a body that a parser has read is an error of the program, not a forged webhook', () => {
  const parsed = JSON.parse(BODY) as string;
  expect(() => verifyWebhook(parsed, signed(), SECRET)).toThrow(ConfigurationError);
  expect(() => verifyWebhook(parsed, signed(), SECRET)).toThrow('must be the raw body');
});

test('a wrong secret is an error of the configuration, which does not quote it', () => {
  for (const secret of ['whsec_!!', '', []]) {
    expect(() => verifyWebhook(BODY, signed(), secret)).toThrow(ConfigurationError);
    expect(() => verifyWebhook(BODY, signed(), secret)).not.toThrow('!!');
  }
});
