import { expect, test } from '@jest/globals';

import { errorFields } from './error-fields.ts';
import { createRedactor } from './redact-secrets.ts';

const PASSWORD = 'redis-password-4711';
const redact = createRedactor([PASSWORD]);
const shown = (error: unknown) => errorFields(error, redact) as Record<string, unknown>;

test('an error has type, message, stack, codes and cause', () => {
  const cause = Object.assign(new TypeError('inner'), { code: 'ECONNREFUSED', syscall: 'connect', port: 6379 });
  expect(shown(new RangeError('outer', { cause }))).toEqual({
    type: 'RangeError',
    message: 'outer',
    stack: expect.stringContaining('RangeError: outer\n    at '),
    cause: { type: 'TypeError', message: 'inner', stack: expect.any(String), code: 'ECONNREFUSED', syscall: 'connect', port: 6379 },
  });
});

test('nothing else of it is shown: ioredis adds what was sent, URL errors the URL', () => {
  const refused = Object.assign(new Error('WRONGPASS'), {
    command: { name: 'auth', args: ['default', PASSWORD] },
    input: `redis://:${PASSWORD}@h`,
  });
  const errors = new AggregateError([refused], 'all failed');
  expect(shown(refused)).toEqual({ type: 'Error', message: 'WRONGPASS', stack: expect.any(String), command: 'auth' });
  expect(JSON.stringify(shown(errors))).toContain('WRONGPASS');
  expect(JSON.stringify(shown(errors))).not.toContain(PASSWORD);
});

test('a message and a stack are freed of secrets, whatever they quote', () => {
  const message = `unknown command AUTH, with args '${PASSWORD}' drk_AAAAAAAAAAAA whsec_AAAAAAAAAAAA= Bearer abcdefgh1 redis://u:pw12@h`;
  const text = JSON.stringify([shown(new Error(message)), shown(message)]);
  expect(text).not.toMatch(/4711|drk_A|whsec_A|abcdefgh1|pw12/);
  expect(text).toContain('redis://[redacted]@h');
});

test('an error that is its own cause ends', () => {
  const error = new Error('round');
  error.cause = error;
  expect(JSON.stringify(shown(error)).length).toBeLessThan(20_000);
});

test.each([
  [undefined, 'undefined'],
  [null, 'object'],
  [{ password: PASSWORD }, 'object'],
  [7, 7],
])('%p, which is no error, is logged as %p', (thrown, as) => {
  expect(errorFields(thrown, redact)).toBe(as);
});
