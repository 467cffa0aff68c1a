import { expect, test } from '@jest/globals';

import { toCsv } from './csv.ts';

const cell = (value: string | number | null) => toCsv(['c'], [[value]]).slice('c\r\n'.length, -'\r\n'.length);

test('a table is a header and its rows', () => {
  expect(
    toCsv(
      ['day', 'generations'],
      [
        ['2026-10-01', 12],
        [null, 0],
      ],
    ),
  ).toBe('day,generations\r\n2026-10-01,12\r\n,0\r\n');
  expect(toCsv(['day'], [])).toBe('day\r\n');
});

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  ' =1',
  '  @x',
  '＝1',
  '\u0000=1',
  '\ufeff=1',
  '=HYPERLINK("http://x")',
  '-',
])('%j is no formula', (text) => {
  const read = cell(text)
    .replace(/^"(.*)"$/s, '$1')
    .replaceAll('""', '"');
  expect(read).toBe(`'${text}`);
});

test.each([
  ['WINTER-26', 'WINTER-26'],
  ['a,b', '"a,b"'],
  ['a;=1', '"a;=1"'],
  ['say "x"', '"say ""x"""'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['Ärmel', '"Ärmel"'],
  ['', ''],
])('%j is written as %j', (text, written) => {
  expect(cell(text)).toBe(written);
});

test('numbers are written as they are', () => {
  expect(cell(-5)).toBe('-5');
  expect(cell(0)).toBe('0');
});
