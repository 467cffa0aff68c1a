import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';

import { commandNames } from './lua/command-scripts.ts';
import { createKeys } from './redis/keys.ts';

const page = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

test('the page of commands has every Lua command', () => {
  const text = page('lua-commands.md');
  expect(commandNames().length).toBeGreaterThan(40);
  expect(commandNames().filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test('the page of keys has every key that TypeScript names', () => {
  const { root, ...keys } = createKeys('p');
  const names = Object.values(keys).map((key) =>
    (typeof key === 'string' ? key : (key as (...of: string[]) => string)('a', 'b')).slice(root.length + 1),
  );
  const kinds = [...new Set(names.map((name) => name.split(':')[0]!))];
  const text = page('redis-keys.md');
  expect(kinds.length).toBeGreaterThan(40);
  expect(kinds.filter((kind) => !new RegExp(`\`${kind}[:\`]`).test(text))).toEqual([]);
});
