/** How JSON writes half a surrogate pair. In a text that holds a backslash the same characters are harmless, and only looked at closer. */
const HALF_PAIR = /\\ud[89a-f]/i;

/**
 * JSON that Lua's reader takes. It refuses half a surrogate pair, and with it the whole command, however often it is tried. Callers cannot
 * send one (http/validate.ts), but whatever Getty or a receiver answers may be stored: such a half becomes U+FFFD.
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
