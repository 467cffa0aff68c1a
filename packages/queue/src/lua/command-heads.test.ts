import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { COMMANDS } from './command-map.ts';
import type { Command } from './command.ts';
import { scriptOf } from './command-scripts.ts';

/** Passed to every command, see prelude.lua. */
const ALWAYS = new Set(['now', 'answer_by']);
const TEXTS = { 'ARGV[2]': 'one', 'ARGV[2]?': 'optional', 'ARGV[2]…': 'many' } as const;

const folder = new URL('commands/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.lua'));
const described: Record<string, Command> = COMMANDS;

/** The head comment of a command in the notation of STYLE.md, and the code after it. */
function readCommand(file: string) {
  const source = readFileSync(new URL(file, folder), 'utf8');
  const [head = ''] = /^(?:--.*\n)+/.exec(source) ?? [];
  const [before, returns = ''] = head.split('-- Returns ');
  const named = [...before!.matchAll(/^-- {3}([^\s,]+(?:, [^\s,]+)*)(?: .*)?$/gm)].flatMap(([, names]) => names!.split(', '));
  const answers = [...returns.split('\n')[0]!.matchAll(/\{(.*?)\}/g)].flatMap(([, inner]) => {
    const [codes, ...values] = inner!.split(', ');
    return codes!.split(' | ').map((code) => [code.slice(1, -1), values.filter((value) => value !== 'woken')] as const);
  });
  return {
    name: /^-- (\w+): /.exec(head)?.[1],
    takes: named.filter((name) => !name.startsWith('ARGV')),
    texts: named.filter((name) => name.startsWith('ARGV')).map((name) => TEXTS[name as keyof typeof TEXTS])[0],
    answers: Object.fromEntries(answers),
    code: source.slice(head.length).replaceAll(/--.*$/gm, ''),
  };
}

function takesOf({ takes }: Command): string[] {
  return Object.entries(takes).map(([name, { isOptional }]) => (isOptional ? `${name}?` : name));
}

function answersOf({ answers }: Command): Record<string, string[]> {
  const names = Object.entries(answers).map(([code, answer]) => [
    code,
    Object.entries(answer).map(([name, decode]) => (typeof decode === 'function' ? name : `${name}…`)),
  ]);
  return Object.fromEntries(names) as Record<string, string[]>;
}

/** The arguments that Lua code reads. */
function used(code: string): string[] {
  return [...code.replaceAll(/--.*$/gm, '').matchAll(/\bop\.(\w+)/g)].map(([, argument]) => argument!);
}

/** The answers written in Lua code, `{ 'code', woken, value, … }`: the words at the code's place, and the values. */
function spelledOut(code: string): { codes: string[]; values: string[] }[] {
  return [...code.matchAll(/\{(?=[^{}\n]*, (?:woken|others)\b)/g)].map(({ index }) => {
    const [first, , ...values] = elementsOf(code, index + 1);
    return { codes: [...first!.matchAll(/(?<![=~]= )'(\w+)'/g)].map(([, word]) => word!), values };
  });
}

/** The elements of the table that begins there, as text. */
function elementsOf(code: string, start: number): string[] {
  const elements = [''];
  let depth = 0;
  for (let at = start; depth >= 0 && at < code.length; at++) {
    const letter = code[at]!;
    if ('({['.includes(letter)) depth++;
    if (')}]'.includes(letter)) depth--;
    if (letter === ',' && depth === 0) elements.push('');
    else if (depth >= 0) elements[elements.length - 1] += letter;
  }
  return elements.map((element) => element.trim());
}

test('the described commands are those with a file', () => {
  expect(Object.keys(COMMANDS).toSorted()).toEqual(files.map((file) => basename(file, '.lua')).toSorted());
});

describe.each(files)('%s', (file) => {
  const name = basename(file, '.lua');
  const read = readCommand(file);
  const command = described[name]!;

  test('has a head comment that matches TypeScript', () => {
    expect(read.name).toBe(name);
    expect(read.takes.toSorted()).toEqual(takesOf(command).toSorted());
    expect(read.texts).toBe(command.texts);
    expect(read.answers).toEqual(answersOf(command));
  });

  test('uses exactly the arguments that it takes', () => {
    expect(used(read.code).filter((argument) => !ALWAYS.has(argument) && !(argument in command.takes))).toEqual([]);
    const whole = new Set(used(scriptOf(name, 2)));
    expect(Object.keys(command.takes).filter((argument) => !whole.has(argument))).toEqual([]);
    expect(/\bop(?![.\w])/.test(read.code)).toBe(false);
    expect(/ARGV/.test(read.code)).toBe(command.texts !== undefined);
  });

  test('answers as described, with as many values', () => {
    const spelled = spelledOut(read.code);
    const counts = Object.fromEntries(
      Object.entries(answersOf(command)).map(([code, values]) => [code, values.filter((value) => !value.endsWith('…')).length]),
    );
    expect(spelled.length).toBeGreaterThan(0);
    for (const { codes, values } of spelled) {
      const count = values.filter((value) => !value.startsWith('unpack(')).length;
      // If the code is a variable, any of its answers may match.
      const named = codes.length === 0 ? Object.values(counts).filter((one) => one === count) : codes.map((code) => counts[code]);
      expect([codes, [...new Set(named)]]).toEqual([codes, [count]]);
    }
    const words = new Set([...scriptOf(name, 2).matchAll(/'(\w+)'/g)].map(([, word]) => word!));
    expect(Object.keys(command.answers).filter((code) => !words.has(code))).toEqual([]);
  });
});
