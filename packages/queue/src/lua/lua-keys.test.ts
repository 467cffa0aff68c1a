import { readdirSync, readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';

import { createKeys } from '../redis/keys.ts';

const folder = new URL('.', import.meta.url);
const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.lua'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8').replaceAll(/--.*$/gm, ''));

/** A key with its parts, as `line:*:*`. */
function shape(name: string, parts: number): string {
  return [name, ...Array.from({ length: parts }, () => '*')].join(':');
}

/** The keys that Lua names: every call of `key` with a text first. */
function keysOfLua(): string[] {
  return scripts.flatMap((script) =>
    [...script.matchAll(/\bkey\('([a-z-]+)'/g)].map(({ 0: begin, 1: name, index }) =>
      shape(name!, partsFrom(script, index + begin.length)),
    ),
  );
}

/** How many arguments follow in the call that goes on there. */
function partsFrom(script: string, start: number): number {
  let parts = 0;
  for (let at = start, depth = 0; depth >= 0; at++) {
    if ('([{'.includes(script[at]!)) depth++;
    if (')]}'.includes(script[at]!)) depth--;
    if (script[at] === ',' && depth === 0) parts++;
  }
  return parts;
}

/** The keys that TypeScript names, with each number of parts that it may have. */
function keysOfTypeScript(): string[] {
  const { root, bull: _bull, ...keys } = createKeys('test');
  const parts = ['a', 'b', 'c'];
  return Object.values(keys).flatMap((key: string | ((...given: never[]) => string)) => {
    const made = typeof key === 'string' ? [key] : [key(...(parts.slice(0, 1) as never[])), key(...(parts.slice(0, 2) as never[]))];
    return [...new Set(made)].map((full) => {
      const [name, ...rest] = full.slice(root.length + 1).split(':');
      return shape(name!, rest.length);
    });
  });
}

/** The keys of docs/redis-keys.md; those with a star are Lua's alone. */
function keysOfPage(): { all: string[]; starred: string[] } {
  const page = readFileSync(new URL('../../../../docs/redis-keys.md', import.meta.url), 'utf8');
  const cells = [...page.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([a-z-]+)((?::[^`:]+)*)`( \*)?/g)]);
  const named = cells.map(([, name, parts, star]) => ({ key: shape(name!, parts!.split(':').length - 1), star }));
  return { all: named.map(({ key }) => key), starred: named.filter(({ star }) => star).map(({ key }) => key) };
}

/** Keys that no command touches. */
const ONLY_TYPESCRIPT: string[] = ['installation', 'upload:*'];

const unique = (keys: string[]) => [...new Set(keys)].toSorted();
const without = (keys: string[], others: string[]) => unique(keys.filter((key) => !others.includes(key)));

test('a key that both sides name has the same name and parts on both', () => {
  expect(without(keysOfTypeScript(), [...keysOfLua(), ...ONLY_TYPESCRIPT])).toEqual([]);
});

test('the page of keys has them all, and its stars mark those of Lua alone', () => {
  const { all, starred } = keysOfPage();
  expect(without([...keysOfLua(), ...keysOfTypeScript()], all)).toEqual([]);
  expect(without(keysOfLua(), keysOfTypeScript())).toEqual(unique(starred));
});
