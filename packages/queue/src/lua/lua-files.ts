import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * The Lua files of the commands, and of what they share. A chunk of Lua may have 200 local names. So of a shared part, the names that no other file
 * uses are in a block of its own.
 */

/** The shared parts. Each may use those before it. */
const PARTS = [
  'prelude',
  'packed_head',
  'submission_keys',
  'places',
  'idempotency',
  'audit',
  'downloads',
  'account',
  'found_limits',
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
  'looking',
  'sources',
  'owners',
  'usage',
  'bill',
  'copies',
  'write',
  'loss',
  'intents',
  'deliveries',
  'reminders',
  'open_jobs',
  'kept_lists',
  'removal',
  'handled',
  'packing',
  'api_keys',
  'people',
  'reconciliations',
] as const;

/**
 * Parts that are built at their first use, as one table by this name: `money.reserve(…)`. Scripts are built anew at each call, and most calls use
 * none of these.
 */
const MODULES: Record<string, string[]> = {
  money: ['budgets', 'units', 'recount', 'funding'],
  owners: ['remembered_owners', 'owners'],
  copies: ['copies'],
  people: ['people'],
  reconciliations: ['reconciliations'],
  api_keys: ['api_keys'],
  sources: ['dependents'],
  kept_lists: ['kept_encoding', 'kept_lists'],
  packing: ['packed_deliveries', 'packing'],
};

/** In the prelude; the beginning of each command calls it. */
const CALLED_BY_ALL = 'begin_call';

export type Part = { name: string; text: string; builtAtOnce?: string; defines: string[]; words: ReadonlySet<string> };

/** All files: each command by its name, `commands/<room>/<name>.lua`, and the shared parts in their order. */
export type LuaFiles = { commands: ReadonlyMap<string, Part>; parts: readonly Part[] };

let files: LuaFiles | undefined;

/** Reads them at the first call. */
export function luaFiles(): LuaFiles {
  return (files ??= readFiles());
}

function readFiles(): LuaFiles {
  const commands = new Map(commandPaths().map((path) => [basename(path, '.lua'), readPart(basename(path, '.lua'), `commands/${path}`)]));
  const parts = PARTS.map((name) => (MODULES[name] ? joinModule(name, MODULES[name].map(sharedPart)) : sharedPart(name)));
  const after = (place: number) => [...parts.slice(place + 1), ...commands.values()];
  return { commands, parts: parts.map((part, place) => (MODULES[part.name] ? part : hideOwnNames(part, after(place)))) };
}

function commandPaths(): string[] {
  const names = readdirSync(new URL('commands/', import.meta.url), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.lua')).toSorted();
}

function sharedPart(name: string): Part {
  return readPart(name, `shared/${name}.lua`);
}

function readPart(name: string, path: string): Part {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');
  const code = text.replaceAll(/--.*/g, '');
  return { name, text, defines: namesOf(code), words: new Set(code.match(/\w+/g)) };
}

/** One part with a table of all names of its files. A library builds it at once: there all is built only once, and Redis has no `setmetatable` then. */
function joinModule(name: string, of: Part[]): Part {
  const names = of.flatMap(({ defines }) => defines);
  const texts = of.map(({ text }) => text);
  const table = `{ ${names.map((one) => `${one} = ${one}`).join(', ')} }`;
  const atFirstUse = [
    `local ${name} = setmetatable({}, { __index = function(module, wanted)`,
    ...texts,
    `for name, value in pairs(${table}) do rawset(module, name, value) end`,
    'return rawget(module, wanted)',
    'end })',
  ];
  const atOnce = [`local ${name} = (function()`, ...texts, `return ${table}`, 'end)()'];
  const words = new Set(of.flatMap((part) => [...part.words]));
  return { name, text: atFirstUse.join('\n'), builtAtOnce: atOnce.join('\n'), defines: [name], words };
}

/** The part as a block that gives only those names to the outside which the files after it use. */
function hideOwnNames(part: Part, after: readonly Part[]): Part {
  const isUsed = (name: string) => name === CALLED_BY_ALL || after.some(({ words, defines }) => words.has(name) && !defines.includes(name));
  const shown = new Set<string>();
  const lines = topLines(part.text).map(({ line, isTop }) => {
    const found = isTop ? /^local (function )?(\w[\w, ]*)/.exec(line) : null;
    const [, isFunction = '', names = ''] = found ?? [];
    const given = names.split(',').map((name) => name.trim());
    if (!found || !given.some(isUsed)) return line;
    for (const name of given) shown.add(name);
    const rest = line.slice(found[0].length);
    return /^[=(]/.test(rest) ? `${isFunction}${names}${rest}` : '';
  });
  const declared = shown.size > 0 ? [`local ${[...shown].join(', ')}`] : [];
  return { ...part, text: [...declared, 'do', ...lines, 'end'].join('\n') };
}

/** The local names of a part that others can use: not those inside a block `do … end`. */
function namesOf(code: string): string[] {
  return topLines(code).flatMap(({ line, isTop }) => {
    const [, declared] = (isTop && /^local (?:function )?([\w, ]+)/.exec(line)) || [];
    return (
      declared
        ?.split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '') ?? []
    );
  });
}

/** The lines of a file, and whether each begins outside of all blocks. Our files are indented. */
function topLines(text: string): { line: string; isTop: boolean }[] {
  let depth = 0;
  return text.split('\n').map((line) => {
    const code = line.replace(/--.*/, '');
    if (/^end\b/.test(code)) depth--;
    const isTop = depth === 0;
    if (/^(?:do\b|(?:local )?function\b|(?:if|for|while)\b(?!.*\bend$))/.test(code)) depth++;
    return { line, isTop };
  });
}
