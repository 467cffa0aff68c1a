import type { StorageFormat } from '../redis/format.ts';
import { constantsFor } from './lua-constants.ts';
import { luaFiles, type Part } from './lua-files.ts';

/**
 * The scripts of the Lua commands, for a Redis that has no functions for us. Each is the command's own file behind those constants and shared parts that
 * it needs, since Redis builds all of them anew at each call.
 */

/** Lua that stands for `redis` in a simulated world: an expression for a function of (redis, KEYS, ARGV) that returns another `redis`, and ARGV. */
export type SimulatedRedis = string;

/** The names of all commands. */
export function commandNames(): string[] {
  return [...luaFiles().commands.keys()];
}

const scripts = new Map<string, string>();

/** The whole script of a command, for processes that write this format. Lua has it as `written_format`. */
export function scriptOf(command: string, format: StorageFormat, simulated?: SimulatedRedis): string {
  const id = `${command} ${format} ${simulated ?? ''}`;
  const script = scripts.get(id) ?? joinScript(command, format, simulated);
  scripts.set(id, script);
  return script;
}

function joinScript(command: string, format: StorageFormat, simulated?: SimulatedRedis): string {
  const body = luaFiles().commands.get(command);
  if (!body) throw new Error(`There is no command ${command}`);
  const parts = partsFor(body);
  const words = new Set([...parts, body].flatMap((part) => [...part.words]));
  return [
    ...(simulated ? [`local redis, ARGV = (${simulated})(redis, KEYS, ARGV)`] : []),
    ...constantsFor(words),
    ...(words.has('written_format') ? [`local written_format = ${format}`] : []),
    ...parts.map(({ text }) => text),
    'local refused = begin_call()',
    'if refused then return refused end',
    body.text,
  ].join('\n');
}

/** The parts that define a name which the command uses, or which such a part uses. The prelude answers and checks for all. */
function partsFor(body: Part): Part[] {
  const needed = [body];
  const chosen: Part[] = [];
  for (const part of luaFiles().parts.toReversed()) {
    if (part.name !== 'prelude' && !needed.some(({ words }) => part.defines.some((name) => words.has(name)))) continue;
    needed.push(part);
    chosen.unshift(part);
  }
  return chosen;
}
