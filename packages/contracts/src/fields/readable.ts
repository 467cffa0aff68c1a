import { pathOf, walkJson } from './walk-json.ts';

/** No real use needs more. Lua's JSON parser stops at 1,000 levels, and many recursive readers earlier. */
const MOST_LEVELS = 64;
/** Enough to correct any ordinary body. */
const MOST_FOUND = 100;

export type Unreadable = { path: PropertyKey[]; detail: string };

/**
 * Finds what a later reader of a JSON value (Lua, Getty, a receiver) could not read: half a surrogate pair in a text or a name, and extreme
 * nesting. JSON.parse accepts both.
 */
export function findUnreadable(value: unknown): Unreadable[] {
  if (isReadable(value, 0)) return [];
  const found: Unreadable[] = [];
  for (const node of walkJson(value, MOST_LEVELS)) {
    if (found.length === MOST_FOUND) break;
    if (typeof node.name === 'string' && !node.name.isWellFormed()) {
      found.push({ path: pathOf(node), detail: 'has a name that is not well-formed Unicode' });
    } else if (typeof node.value === 'string' && !node.value.isWellFormed()) {
      found.push({ path: pathOf(node), detail: 'must be well-formed Unicode' });
    } else if (node.level === MOST_LEVELS && typeof node.value === 'object' && node.value !== null) {
      // Point at the field in which it begins: a pointer of 64 steps is of no use.
      found.push({
        path: pathOf(node).slice(0, Array.isArray(value) ? 0 : 1),
        detail: `must not nest more than ${MOST_LEVELS} levels deep`,
      });
    }
  }
  return found;
}

/** Almost every value is: this costs a fraction of the search. It ends at the deepest level that is allowed. */
function isReadable(value: unknown, level: number): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (level === MOST_LEVELS) return false;
  if (Array.isArray(value)) return value.every((inner) => isReadable(inner, level + 1));
  return Object.entries(value).every(([name, inner]) => name.isWellFormed() && isReadable(inner, level + 1));
}
