/** Half a surrogate pair in JSON. After a backslash in a text the same characters are harmless, and only checked more closely. */
const HALF_PAIR = /\\ud[89a-f]/i;

/**
 * Encodes JSON that Lua's parser accepts. It refuses half a surrogate pair, and with it the whole command, at every try. Callers cannot
 * send one (http/validate.ts), but answers of Getty or a receiver may be stored: such a half becomes U+FFFD.
 */
export function toLuaJson(operation: object): string {
  const json = JSON.stringify(operation);
  return HALF_PAIR.test(json) ? JSON.stringify(toWellFormed(operation)) : json;
}

function toWellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toWellFormed);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toWellFormed(), toWellFormed(inner)]));
}
