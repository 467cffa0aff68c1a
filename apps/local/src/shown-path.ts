import { relative } from 'node:path';

/** A path as a person would write it from here: relative when it is below. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') ? path : below || '.';
}
