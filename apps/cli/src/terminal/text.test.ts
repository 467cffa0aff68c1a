import { expect, test } from '@jest/globals';

import { cut, duration, painter, plain, widthOf } from './text.ts';

test.each([
  [400, '0 s'],
  [59_400, '59 s'],
  [59_600, '1:00'],
  [65_000, '1:05'],
  [3_599_000, '59:59'],
  [7_380_000, '2:03:00'],
  [-5, '0 s'],
])('%d ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('text of others is one line without control characters', () => {
  expect(plain('a\r\n\tb\u0007\u009b31m')).toBe('a b\uFFFD\uFFFD31m');
});

test('a text is cut with a sign', () => {
  expect([cut('abc', 3), cut('abcd', 3), cut('abcd', 1), cut('abcd', 0)]).toEqual(['abc', 'ab…', '…', '…']);
});

test.each([
  [{ isTTY: true }, {}, '\u001b[31mno\u001b[0m'],
  [{ isTTY: true }, { NO_COLOR: '1' }, 'no'],
  [{ isTTY: true }, { NO_COLOR: '' }, '\u001b[31mno\u001b[0m'],
  [{ isTTY: true }, { TERM: 'dumb' }, 'no'],
  [{}, {}, 'no'],
])('%j with %j paints %j', (output, env, painted) => {
  expect(painter({ ...output, write: () => undefined }, env)('red', 'no')).toBe(painted);
});

const write = () => undefined;

test('where nobody looks, lines have no width', () => {
  expect([widthOf({ write }), widthOf({ write, isTTY: true }), widthOf({ write, isTTY: true, columns: 132 })]).toEqual([Infinity, 80, 132]);
});
