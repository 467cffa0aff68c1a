import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import { transformSync } from 'amaro';

/** A script that browsers get: its path below `/assets`, and its text. */
export type BrowserModule = { path: string; code: string };

/** Where lit-html is served. */
export const LIT_AT = '/assets/lit-html';

/**
 * The TypeScript of a folder as browsers take it: without its types, each line and column where it was, and with addresses in place of the
 * name `lit-html`, which browsers cannot look up. Tests are left out.
 */
export function readBrowserModules(folder: string): BrowserModule[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
    .map((path) => ({ path, code: toScript(readFileSync(join(folder, path), 'utf8'), path) }));
}

function toScript(source: string, filename: string): string {
  const { code } = transformSync(source, { mode: 'strip-only', filename });
  return code.replaceAll(
    / from 'lit-html(\/[\w/-]+\.js)?'/g,
    (_found, file: string | undefined) => ` from '${LIT_AT}${file ?? '/lit-html.js'}'`,
  );
}
