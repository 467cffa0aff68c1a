import { randomBytes } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import { createSecretBox, EncryptionKey, SealedSecretError } from './secret-box.ts';

const box = createSecretBox(Buffer.alloc(32, 1));
const SECRET = 'whsec_c2VjcmV0LW9mLWF0LWxlYXN0LTI0LWJ5dGVzIQ==';

describe('a sealed secret', () => {
  test('opens for its owner, is never the same twice, and does not contain the secret', () => {
    const [one, two] = [box.seal(SECRET, 'ep_1'), box.seal(SECRET, 'ep_1')];
    expect([box.open(one, 'ep_1'), box.open(two, 'ep_1')]).toEqual([SECRET, SECRET]);
    expect(one).not.toBe(two);
    expect(one).not.toContain(SECRET.slice(6, 20));
  });

  test('does not open for another owner, nor when a character was changed', () => {
    const sealed = box.seal(SECRET, 'ep_1');
    const changed = sealed.slice(0, -4) + (sealed.at(-4) === 'A' ? 'B' : 'A') + sealed.slice(-3);
    expect(() => box.open(sealed, 'ep_2')).toThrow(SealedSecretError);
    expect(() => box.open(changed, 'ep_1')).toThrow(SealedSecretError);
    for (const nonsense of ['', 'v1', 'v1.a.b', 'v2.a.b.c', SECRET]) expect(() => box.open(nonsense, 'ep_1')).toThrow(SealedSecretError);
  });

  test('names the required key and the actual one when they differ', () => {
    const another = createSecretBox(Buffer.alloc(32, 2));
    const [, keyId] = box.seal(SECRET, 'ep_1').split('.');
    const [, otherId] = another.seal(SECRET, 'ep_1').split('.');
    expect(() => another.open(box.seal(SECRET, 'ep_1'), 'ep_1')).toThrow(`sealed with the key ${keyId}, and this one is ${otherId}`);
  });
});

describe('an encryption key', () => {
  const bytes = randomBytes(32);

  test.each(['base64', 'base64url', 'hex'] as const)('in %s is accepted', (encoding) => {
    expect(EncryptionKey.parse(bytes.toString(encoding))).toEqual(bytes);
  });

  test.each([
    ['too short', randomBytes(31).toString('base64')],
    ['too long', randomBytes(33).toString('base64')],
    ['too long, in hex', randomBytes(33).toString('hex')],
    ['a password', 'correct horse battery staple, all 43 of them'],
    ['empty', ''],
  ])('that is %s is refused, and not repeated', (_what, key) => {
    const parsed = EncryptionKey.safeParse(key);
    expect(parsed.error?.issues.map(({ message }) => message)).toEqual([
      'must be 32 random bytes in base64 or hex: openssl rand -base64 32',
    ]);
  });
});
