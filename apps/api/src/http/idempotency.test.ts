import { expect, test } from '@jest/globals';

import { canonicalJson, idempotencyOf, readIdempotencyKey } from './idempotency.ts';

test('a quoted key is the bare key, with its escapes undone', () => {
  expect(readIdempotencyKey('abc')).toBe('abc');
  expect(readIdempotencyKey('"abc"')).toBe('abc');
  expect(readIdempotencyKey(String.raw`"a\"b\\c"`)).toBe(String.raw`a"b\c`);
  expect(readIdempotencyKey(undefined)).toBeUndefined();
});

test('JSON that does not depend on the order of fields, and does on that of lists', () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }, 2], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1},2]}');
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});

test('what is stored is one word of a Redis key, different for each tenant, route and key', () => {
  const scope = { tenant: 'acme', route: 'generation' };
  const { key, fingerprint } = idempotencyOf('a b:{c}', scope, {});
  expect(key).toMatch(/^[\w-]{43}$/);
  expect(fingerprint).toMatch(/^[\w-]{43}$/);
  const others = [
    idempotencyOf('other', scope, {}),
    idempotencyOf('a b:{c}', { ...scope, tenant: 'beta' }, {}),
    idempotencyOf('a b:{c}', { ...scope, route: 'download' }, {}),
  ];
  expect(new Set([key, ...others.map((other) => other.key)]).size).toBe(4);
});
