import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import type { StorageFormat } from '../redis/format.ts';
import { constantsFor } from './lua-constants.ts';

/**
 * The scripts of the Lua commands. Each is the command's own file behind those constants and shared parts that it needs: Lua allows a script 200 local names,
 * and Redis builds all functions of a script anew at each call.
 */

/** The shared parts. Each may use those before it. */
const PARTS = [
  'prelude',
  'places',
  'idempotency',
  'audit',
  'downloads',
  'given_limits',
  'pauses',
  'pending_limit',
  'query_budget',
  'timeline',
  'slots',
  'event_log',
  'purchase',
  'money',
  'parking',
  'turns',
  'remembered_owners',
  'sources',
  'owners',
  'usage',
  'bill',
  'copies',
  'write',
  'loss',
  'intents',
  'deliveries',
  'packed_deliveries',
  'reminders',
  'open_jobs',
  'kept_lists',
  'removal',
  'api_keys',
  'reconciliations',
] as const;

type Part = { name: string; text: string; defines: string[]; words: Set<string> };

/**
 * Parts that are built at their first use in a call, as one table by this name: `money.reserve(…)`. Redis builds all other functions of a script anew at
 * each call, and most calls use none of these.
 */
const MODULES: Record<string, string[]> = {
  money: ['budgets', 'units', 'recount', 'funding'],
  copies: ['copies'],
  sources: ['dependents'],
  kept_lists: ['kept_encoding', 'kept_lists'],
};

const sharedPart = (name: string) => readPart(name, new URL(`shared/${name}.lua`, import.meta.url));
const parts = PARTS.map((name) => (MODULES[name] ? joinModule(name, MODULES[name].map(sharedPart)) : sharedPart(name)));

/** Where each command's file is: `commands/<room>/<name>.lua`. */
const files = commandFiles();

/** The names of all commands. */
export function commandNames(): string[] {
  return [...files.keys()];
}

const scripts = new Map<string, string>();

/** The whole script of a command, for processes that write this format. Lua has it as `written_format`. */
export function scriptOf(command: string, format: StorageFormat): string {
  const name = `${command} ${format}`;
  const script = scripts.get(name) ?? joinScript(command, format);
  scripts.set(name, script);
  return script;
}

function joinScript(command: string, format: StorageFormat): string {
  const file = files.get(command);
  if (!file) throw new Error(`There is no command ${command}`);
  const body = readPart(command, file);
  const used = [...partsFor(body), body];
  const words = new Set(used.flatMap((part) => [...part.words]));
  const written = words.has('written_format') ? [`local written_format = ${format}`] : [];
  return [...constantsFor(words), ...written, ...used.map(({ text }) => text)].join('\n');
}

/** The parts that define a name which the command uses, or which such a part uses. The prelude answers and checks for all. */
function partsFor(body: Part): Part[] {
  const needed = [body];
  const chosen: Part[] = [];
  for (const part of parts.toReversed()) {
    if (part.name !== 'prelude' && !needed.some(({ words }) => part.defines.some((name) => words.has(name)))) continue;
    needed.push(part);
    chosen.unshift(part);
  }
  return chosen;
}

function commandFiles(): Map<string, URL> {
  const folder = new URL('commands/', import.meta.url);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.lua'));
  return new Map(names.map((name) => [basename(name, '.lua'), new URL(name, folder)]));
}

function readPart(name: string, file: URL): Part {
  const text = readFileSync(file, 'utf8');
  const code = text.replaceAll(/--.*/g, '');
  return { name, text, defines: namesOf(code), words: new Set(code.match(/\w+/g)) };
}

/** One part with a table of all names of its files. */
function joinModule(name: string, of: Part[]): Part {
  const names = of.flatMap(({ defines }) => defines);
  const build = [
    `local ${name} = setmetatable({}, { __index = function(module, wanted)`,
    ...of.map(({ text }) => text),
    `for name, value in pairs({ ${names.map((one) => `${one} = ${one}`).join(', ')} }) do rawset(module, name, value) end`,
    'return rawget(module, wanted)',
    'end })',
  ];
  return { name, text: build.join('\n'), defines: [name], words: new Set(of.flatMap(({ words }) => [...words])) };
}

/** The local names of a part that others can use: not those inside a block `do … end`. */
function namesOf(code: string): string[] {
  const names: string[] = [];
  let depth = 0;
  for (const line of code.split('\n')) {
    const [, declared] = /^local (?:function )?([\w, ]+)/.exec(line) ?? [];
    if (declared && depth === 0) names.push(...declared.split(',').map((one) => one.trim()));
    if (/^(?:do\b|(?:local )?function\b|(?:if|for|while)\b(?!.*\bend$))/.test(line)) depth++;
    if (/^end\b/.test(line)) depth--;
  }
  return names.filter((one) => one !== '');
}
