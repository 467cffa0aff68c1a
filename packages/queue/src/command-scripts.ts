import { readdirSync, readFileSync } from 'node:fs';

/**
 * The scripts of the Lua commands. Each is the command's own file behind those shared parts that it needs: Lua allows a script 200 local names,
 * and Redis builds all functions of a script anew at each call.
 */

/** The shared parts. Each may use those before it. */
const PARTS = [
  'prelude',
  'once',
  'downloads',
  'given_limits',
  'pauses',
  'pending_limit',
  'query_budget',
  'slots',
  'parking',
  'turns',
  'owners',
  'bill',
  'write',
  'loss',
  'intents',
  'deliveries',
  'reminders',
  'open_jobs',
  'removal',
] as const;

type Part = { name: string; text: string; defines: string[]; words: Set<string> };

const folder = new URL('lua/', import.meta.url);
const parts = PARTS.map(readPart);

/** The names of all commands: what lies in `lua/` and is no shared part. */
export function commandNames(): string[] {
  const shared = new Set<string>(PARTS);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.lua'))
    .map((file) => file.slice(0, -'.lua'.length))
    .filter((name) => !shared.has(name));
}

/** The whole script of a command. */
export function scriptOf(command: string): string {
  const body = readPart(command);
  return [...partsFor(body), body].map(({ text }) => text).join('\n');
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

function readPart(name: string): Part {
  const text = readFileSync(new URL(`${name}.lua`, folder), 'utf8');
  const code = text.replaceAll(/--.*$/gm, '');
  const declared = [...code.matchAll(/^local (?:function )?([\w, ]+)/gm)];
  return {
    name,
    text,
    defines: declared.flatMap(([, names]) => names!.split(',').map((one) => one.trim())).filter((one) => one !== ''),
    words: new Set(code.match(/\w+/g)),
  };
}
