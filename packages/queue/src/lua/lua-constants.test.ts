import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from '@jest/globals';

import { commandNames, scriptOf } from './command-scripts.ts';
import { constantsFor } from './lua-constants.ts';
import * as constants from '../redis/constants.ts';

const folder = new URL('.', import.meta.url);
const written = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.lua'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

test('a constant is written as Lua declares it', () => {
  expect(constantsFor(new Set(['FEED_KEPT_MS', 'GETTY_AWAY', 'FINAL', 'OPEN', 'unknown']))).toEqual([
    'local FEED_KEPT_MS = 259200000',
    "local FINAL = { ['succeeded'] = true, ['failed'] = true, ['canceled'] = true, ['expired'] = true }",
    "local GETTY_AWAY = 'getty_away'",
    "local OPEN = { 'queued', 'submitting', 'waiting', 'held' }",
  ]);
});

describe.each(Object.keys(constants))('%s', (name) => {
  test('is declared before the scripts that use it, and in no Lua file', () => {
    const scripts = commandNames().map((command) => scriptOf(command, 2));
    const using = scripts.filter((script) => new RegExp(`\\b${name}\\b`).test(script.replaceAll(/--.*$/gm, '')));
    expect(using.length).toBeGreaterThan(0);
    expect(using.filter((script) => !script.includes(`local ${name} = `))).toEqual([]);
    expect(written.filter((source) => new RegExp(`local [\\w, ]*\\b${name}\\b`).test(source))).toEqual([]);
  });
});
