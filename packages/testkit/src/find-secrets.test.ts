import { expect, test } from '@jest/globals';

import { findSecrets, type Secret } from './find-secrets.ts';

const PLAIN: Secret = { name: 'password', text: 'p"4s/s+w&rd=ünï-4711' };
const BASE64: Secret = { name: 'signing key', text: 'K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN+H/pI4=', base64: true };
const bytes = Buffer.from(PLAIN.text);

test.each<[string, string, string]>([
  ['as it is', PLAIN.text, 'password'],
  ['in JSON', JSON.stringify({ a: PLAIN.text }), 'password'],
  ['in JSON in JSON', JSON.stringify({ a: JSON.stringify({ b: PLAIN.text }) }), 'password'],
  [
    'in JSON, as code points',
    Array.from(PLAIN.text, (one) => `\\u${one.codePointAt(0)!.toString(16).padStart(4, '0')}`).join(''),
    'password',
  ],
  ['in a URL', `https://h/?p=${encodeURIComponent(PLAIN.text)}`, 'password'],
  ['in a URL in a URL', encodeURIComponent(encodeURIComponent(PLAIN.text)), 'password'],
  ['in HTML', PLAIN.text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('+', '&#43;').replaceAll('/', '&#x2F;'), 'password'],
  ['in base64', bytes.toString('base64'), 'password in base64'],
  ['in base64url', bytes.toString('base64url'), 'password in base64'],
  ['in Basic', Buffer.from(`user:${PLAIN.text}`).toString('base64'), 'password in base64'],
  ['in longer base64', Buffer.from(`12345${PLAIN.text}678`).toString('base64url'), 'password in base64'],
  ['as hex', bytes.toString('hex').toUpperCase(), 'password as hex'],
  ['as the hex of its bytes', Buffer.from(BASE64.text, 'base64').toString('hex'), 'signing key as hex of its bytes'],
  ['in the other alphabet', BASE64.text.replaceAll('+', '-').replaceAll('/', '_'), 'signing key'],
  ['escaped in base64', encodeURIComponent(BASE64.text), 'signing key'],
])('a leak is found %s', (_how, leaked, says) => {
  expect(findSecrets([PLAIN, BASE64], [{ where: 'log 1', text: `before ${leaked} after` }])).toContain(`${says} in log 1`);
});

test('what is not there is not found', () => {
  const half = PLAIN.text.slice(0, 10);
  const output = { where: 'log 1', text: `${half} ${bytes.toString('hex').slice(4)} ${'{"a":1}\n'.repeat(1_000)}` };
  expect(findSecrets([PLAIN, BASE64], [output])).toEqual([]);
});

test('what is too short is refused instead of overlooked', () => {
  expect(() => findSecrets([{ name: 'pin', text: '4711' }], [])).toThrow('pin is too short');
});
