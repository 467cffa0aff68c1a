import { pathOf, walkJson } from './walk-json.ts';

/** What nobody needs. Lua's JSON reader stops at 1,000 levels, and many a reader's stack before that. */
const MOST_LEVELS = 64;
/** Enough to correct any honest body by. */
const MOST_FOUND = 100;

export type Unreadable = { path: PropertyKey[]; detail: string };

/**
 * What is wrong with a JSON value that some later reader (Lua, Getty, a receiver) could not read: half a surrogate pair in a text or a
 * name, and endless nesting. JSON's own parser takes both.
 */
export function findUnreadable(value: unknown): Unreadable[] {
  const found: Unreadable[] = [];
  for (const node of walkJson(value, MOST_LEVELS)) {
    if (found.length === MOST_FOUND) break;
    if (typeof node.name === 'string' && !node.name.isWellFormed()) {
      found.push({ path: pathOf(node), detail: 'has a name that is not well-formed Unicode' });
    } else if (typeof node.value === 'string' && !node.value.isWellFormed()) {
      found.push({ path: pathOf(node), detail: 'must be well-formed Unicode' });
    } else if (node.level === MOST_LEVELS && typeof node.value === 'object' && node.value !== null) {
      // The field that it begins in: nobody reads a pointer of 64 steps.
      found.push({
        path: pathOf(node).slice(0, Array.isArray(value) ? 0 : 1),
        detail: `must not nest more than ${MOST_LEVELS} levels deep`,
      });
    }
  }
  return found;
}
