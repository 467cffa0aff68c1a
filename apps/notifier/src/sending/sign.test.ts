import { randomBytes } from 'node:crypto';

import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { sign } from './sign.ts';

test('signatures are those of the public library, one for each secret', () => {
  for (let bytes = 24; bytes <= 64; bytes++) {
    const secrets = [randomBytes(bytes), randomBytes(bytes)].map((secret) => `whsec_${secret.toString('base64')}`);
    const [id, at, body] = [`evt_${bytes}-0`, 1_795_266_000_999 + bytes, `{"prompt":"füchse 🦊 ${bytes}"}`];
    expect(sign(secrets, { id, at, body })).toEqual({
      'webhook-id': id,
      'webhook-timestamp': '1795266001',
      'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body)).join(' '),
    });
  }
});

test('a secret without its prefix is the same', () => {
  const secret = randomBytes(32).toString('base64');
  const webhook = { id: 'evt_1-0', at: 1_795_266_000_000, body: '{}' };
  expect(sign([secret], webhook)).toEqual(sign([`whsec_${secret}`], webhook));
});
