import { relative } from 'node:path';

/** Formats a path for the user: relative if it is below the current directory. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') ? path : below || '.';
}
