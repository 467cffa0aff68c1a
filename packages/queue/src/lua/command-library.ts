import { createHash } from 'node:crypto';

import type { StorageFormat } from '../redis/format.ts';
import type { SimulatedRedis } from './command-scripts.ts';
import { constantsFor } from './lua-constants.ts';
import { luaFiles, type Part } from './lua-files.ts';
import { COMMANDS } from './command-map.ts';
import type { Command } from './command.ts';

/**
 * All Lua commands as one library of functions in Redis. It is built once, when it is loaded, and not at each call. Its name and those of its functions
 * follow from its contents, so the libraries of several versions stand side by side.
 */
export type CommandLibrary = { name: string; code: string; functionOf: (command: string) => string };

/** The names of all our libraries begin so. */
export const LIBRARY_PREFIX = 'darkroom_';

/** Redis' flags of a function, by what its command does when Redis is full. */
const WHEN_FULL = { reads: "'no-writes'", frees: "'allow-oom'", refused: '' };

/**
 * The globals of Lua that are used most. In a library each use of a global is two look-ups, and while it is loaded Redis shows none of them: so the first
 * call makes them locals of the library.
 */
const GLOBALS = 'redis, cjson, string, table, tonumber';

/** Stands for the library's own name while that is computed. */
const ITSELF = '@library@';

const libraries = new Map<string, CommandLibrary>();

/** The library of processes that write this format. Lua has it as `written_format`. */
export function commandLibrary(format: StorageFormat, simulated?: SimulatedRedis): CommandLibrary {
  const id = `${format} ${simulated ?? ''}`;
  const library = libraries.get(id) ?? joinLibrary(format, simulated);
  libraries.set(id, library);
  return library;
}

function joinLibrary(format: StorageFormat, simulated?: SimulatedRedis): CommandLibrary {
  const { commands, parts } = luaFiles();
  const ofCommands = new Set([...commands.values()].flatMap((part) => [...part.words]));
  const code = [
    `#!lua name=${ITSELF}`,
    'local KEYS, ARGV',
    'local register = redis.register_function',
    `local function globals() return ${GLOBALS} end`,
    `local ${GLOBALS}`,
    ...(simulated ? ['local real', `local simulate = ${simulated}`] : []),
    ...constantsFor(ofCommands),
    `local written_format = ${format}`,
    ...parts.map((part) => withConstants(part, ofCommands)),
    ...[...commands.values()].map(({ name, text }) => functionFor(name, text, simulated !== undefined)),
  ].join('\n');
  // Redis keeps the text, and writes it to its replicas and its disk.
  const lines = code.split('\n').map((line) => line.trim());
  const compact = lines.filter((line) => line !== '' && !line.startsWith('--')).join('\n');
  const name = LIBRARY_PREFIX + createHash('sha256').update(compact).digest('hex').slice(0, 16);
  return { name, code: compact.replaceAll(ITSELF, name), functionOf: (command) => `${name}_${command}` };
}

/** A part with the constants that no command uses in its own block, so that they take no name of the library. */
function withConstants({ text, builtAtOnce, words }: Part, known: ReadonlySet<string>): string {
  const own = constantsFor(new Set([...words].filter((word) => !known.has(word))));
  const begin = builtAtOnce === undefined ? 'do\n' : '(function()\n';
  return (builtAtOnce ?? text).replace(begin, () => `${begin}${own.join('\n')}\n`);
}

function functionFor(name: string, body: string, isSimulated: boolean): string {
  const flag = WHEN_FULL[(COMMANDS as Record<string, Command | undefined>)[name]?.whenFull ?? 'refused'];
  return [
    `register({ function_name = '${ITSELF}_${name}', flags = { ${flag} }, callback = function(given_keys, given_texts)`,
    'KEYS, ARGV = given_keys, given_texts',
    `if not redis then ${GLOBALS} = globals() end`,
    ...(isSimulated ? ['real = real or redis', 'redis, ARGV = simulate(real, KEYS, ARGV)'] : []),
    'local refused = begin_call()',
    'if refused then return refused end',
    'do',
    body,
    'end',
    'end })',
  ].join('\n');
}
