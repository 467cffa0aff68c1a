import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from '@jest/globals';
import jsTokens from 'js-tokens';
import { analyse } from 'scslre';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** Every regular expression in the product's own files. */
function expressions(): { file: string; source: string; flags: string }[] {
  const files = globSync('{apps,packages}/*/src/**/*.{ts,js}', { cwd: ROOT, exclude: (path) => /node_modules|\.test\.ts$/.test(path) });
  return files.flatMap((file) =>
    [...jsTokens(readFileSync(`${ROOT}/${file}`, 'utf8'))].flatMap((token) => {
      const [, source, flags] = token.type === 'RegularExpressionLiteral' ? (/^\/(.*)\/([a-z]*)$/s.exec(token.value) ?? []) : [];
      return source === undefined || flags === undefined ? [] : [{ file, source, flags }];
    }),
  );
}

/** Inputs that take quadratic time or worse; empty if there are none. */
function slowWays({ source, flags }: { source: string; flags: string }): string[] {
  return analyse({ source, flags }).reports.map(({ type, exponential }) => `${type}${exponential ? ', exponential' : ''}`);
}

test('no regular expression takes more than linear time', () => {
  const all = expressions();
  expect(all.length).toBeGreaterThan(50);
  expect(all.map((expression) => ({ ...expression, ways: slowWays(expression) })).filter(({ ways }) => ways.length > 0)).toEqual([]);
});

test('one that does is found', () => {
  const preferWait = String.raw`^\s*wait\s*(?:=\s*("?)(\d*)\1\s*)?(?:;.*)?$`;
  expect(slowWays({ source: preferWait, flags: 'i' })).toEqual(['Trade']);
  expect(slowWays({ source: '^(a+)+$', flags: '' })).not.toEqual([]);
});
