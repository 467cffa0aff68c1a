import { expect, test } from '@jest/globals';

import { searchableMetadata, searchableWords } from './searchable.ts';

test('words are separated by anything but letters and digits, in lower case, each once', () => {
  expect(searchableWords('A red Bicycle: red, RED & 4k (Zürich, 東京)')).toEqual(['a', 'red', 'bicycle', '4k', 'zurich', '東京']);
});

test.each([
  ['Élan', 'elan'],
  ['E\u0301LAN', 'elan'],
  ['Hà Nội', 'ha noi'],
  ['İstanbul', 'istanbul'],
  ['Αθήνα', 'αθηνα'],
  ['ﬁne Ｗide', 'fine wide'],
])('%s is found as %s, in any spelling', (prompt, plain) => {
  expect(searchableWords(prompt)).toEqual(searchableWords(plain));
  expect(searchableWords(plain)).toEqual(plain.split(' '));
});

test.each([
  ['が', 'か'],
  ['한', '하'],
])('%s does not begin with %s: its marks are not accents', (word, other) => {
  expect(searchableWords(word)[0]?.startsWith(searchableWords(other)[0]!)).toBe(false);
});

test('an accent alone is not a word', () => {
  expect(searchableWords('a \u0301 b')).toEqual(['a', 'b']);
});

test('the first twenty count', () => {
  const words = Array.from({ length: 30 }, (_, index) => `w${index}`);
  expect(searchableWords(words.join(' '))).toEqual(words.slice(0, 20));
});

test('a prompt with one word thousands of times is not read to its end', () => {
  expect(searchableWords(`${'a '.repeat(5_000)}fox`)).toEqual(['a']);
});

test('metadata counts as text, the first eight fields that are not lists or objects', () => {
  const fields = Array.from({ length: 9 }, (_, index) => [`f${index}`, index] as const);
  const known = searchableMetadata({ nested: {}, list: [1], nothing: null, yes: true, name: 'x', ...Object.fromEntries(fields) });
  expect([...known]).toEqual([['yes', 'true'], ['name', 'x'], ...fields.slice(0, 6).map(([name, value]) => [name, String(value)])]);
});
