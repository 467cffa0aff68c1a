import { GenerationRequest } from '@darkroom/contracts';
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

test('the fingerprint of a body stays what earlier versions stored, so that a key sent again is never taken for another body', () => {
  const body = GenerationRequest.parse({
    prompt: 'a fox',
    seed: 7,
    metadata: { 10: 'ten', 9: 'nine', b: { d: [1, { z: true, y: null }], c: 'ü' }, __x: 1 },
    webhook: { url: 'https://example.com/hook' },
  });
  expect(canonicalJson(body)).toBe(
    '{"metadata":{"9":"nine","10":"ten","__x":1,"b":{"c":"ü","d":[1,{"y":null,"z":true}]}},"prompt":"a fox","seed":7,"webhook":{"url":"https://example.com/hook"}}',
  );
  const { key, fingerprint } = idempotencyOf('k', { tenant: 'acme', route: 'generation' }, body);
  expect([key, fingerprint]).toEqual(['HfPtoh0FbCPlihTAD3pJUTs7fTMRF7XKgWvUkLrmjJE', 'AeHrPnLVlvfuNdkTshBTWLhv7eb8GaEtGfeRX6qfL8s']);
});
