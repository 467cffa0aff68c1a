import * as constants from '../redis/constants.ts';

const LOCALS = new Map(Object.entries(constants).map(([name, value]) => [name, `local ${name} = ${toLua(value)}`]));

/** The constants that a script uses, as Lua declares them. `words`: every word of the script. */
export function constantsFor(words: ReadonlySet<string>): string[] {
  return [...LOCALS].flatMap(([name, local]) => (words.has(name) ? [local] : []));
}

type Constant = string | number | boolean | readonly Constant[] | { readonly [name: string]: Constant };

/** @throws where a text is more than a plain word */
function toLua(value: Constant): string {
  if (typeof value === 'string') {
    if (!/^[\w.]+$/.test(value)) throw new Error(`${value} cannot be a constant of Lua`);
    return `'${value}'`;
  }
  if (typeof value !== 'object') return String(value);
  const entries = Array.isArray(value)
    ? value.map(toLua)
    : Object.entries(value).map(([name, inner]) => `[${toLua(name)}] = ${toLua(inner)}`);
  return `{ ${entries.join(', ')} }`;
}
