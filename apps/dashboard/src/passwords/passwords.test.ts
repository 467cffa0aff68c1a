import { expect, test } from '@jest/globals';

import { hashPassword, matchesHash } from './hash-password.ts';
import { createPasswordChecks } from './password-checks.ts';
import { refusePassword } from './password-rules.ts';

test('a hash is argon2id with a salt of its own, and matches its password only', async () => {
  const [one, other] = await Promise.all([hashPassword('half-dome-1927'), hashPassword('half-dome-1927')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(other);
  expect(await Promise.all([matchesHash(one, 'half-dome-1927'), matchesHash(one, 'half-dome-1928')])).toEqual([true, false]);
  await expect(matchesHash('half-dome-1927', 'half-dome-1927')).rejects.toThrow('unknown form');
});

test('a hash that another program made by the same rules matches', async () => {
  // The reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 (its own test vectors)
  const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await matchesHash(hash, 'password')).toBe(true);
});

test('a password is the same however the keyboard composes its letters', async () => {
  expect(await matchesHash(await hashPassword('cafe\u0301 au lait'), 'caf\u00e9 au lait')).toBe(true);
});

test('nothing matches where there is no hash, also not what matched before', async () => {
  const checks = createPasswordChecks();
  const hash = await checks.hash('moon over hernandez');
  expect(await checks.matches(hash, 'moon over hernandez')).toBe(true);
  expect(await checks.matches(hash, 'moon over hernandez')).toBe(true);
  expect(await checks.matches(hash, 'moon over hernandes')).toBe(false);
  expect(await checks.matches(null, 'moon over hernandez')).toBe(false);
});

test.each([
  ['moonrise', 'must have at least 12 characters'],
  ['x'.repeat(201), 'must have at most 200 characters'],
  ['ansel ansel ansel', 'must not contain the name'],
  ['121212121212', 'must not repeat so few characters'],
  ['moon over hernandez', null],
])('as a new password, %s: %s', (password, refusal) => {
  expect(refusePassword(password, 'ansel')).toBe(refusal);
});
