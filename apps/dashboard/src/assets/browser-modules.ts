import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';

import { transformSync } from 'amaro';

/** A script that browsers get: its path below the assets, and its text. */
export type BrowserModule = { path: string; code: string };

/** Where libraries are, below the assets. */
export const LIBRARIES = { 'lit-html': 'lit-html/lit-html.js', uplot: 'uplot/uPlot.esm.js' } as const;

const IMPORT_OF_LIBRARY = new RegExp(` from '(${Object.keys(LIBRARIES).join('|')})((?:/[\\w/-]+\\.js)?)'`, 'g');

/**
 * The TypeScript of a folder as browsers take it: without its types, each line and column where it was, and with addresses in place of names
 * of libraries, which browsers cannot look up. Tests are left out.
 */
export function readBrowserModules(folder: string): BrowserModule[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
    .map((path) => ({ path, code: toScript(readFileSync(join(folder, path), 'utf8'), path) }));
}

/** The paths of a script and of all that it imports, libraries included. */
export function importsOf(entry: string, modules: readonly BrowserModule[]): string[] {
  const byPath = new Map(modules.map(({ path, code }) => [path, code]));
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const [, name] of (byPath.get(path) ?? '').matchAll(/(?:\bfrom|\bimport) '(\.[^']+)'/g))
      visit(posix.join(posix.dirname(path), name!));
  };
  visit(entry);
  return [...found].sort();
}

function toScript(source: string, path: string): string {
  const { code } = transformSync(source, { mode: 'strip-only', filename: path });
  return code.replaceAll(IMPORT_OF_LIBRARY, (_found, library: keyof typeof LIBRARIES, file: string) => {
    const at = file === '' ? LIBRARIES[library] : `${library}${file}`;
    return ` from '${leadsTo(path, at)}'`;
  });
}

/** The relative address from one path to another. */
function leadsTo(from: string, to: string): string {
  const way = posix.relative(posix.dirname(from), to);
  return way.startsWith('.') ? way : `./${way}`;
}
