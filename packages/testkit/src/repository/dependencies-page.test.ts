import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

test('the page of decisions has a row for every dependency in the catalog, and no other', () => {
  const { catalog } = parse(read('pnpm-workspace.yaml')) as { catalog: Record<string, string> };
  const table = read('docs/decisions.md').split('\n## Dependencies\n')[1]!;
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  const named = rows.slice(1).flatMap((row) =>
    row
      .split('|')[1]!
      .split(',')
      .map((name) => name.trim()),
  );
  const listed = Object.keys(catalog).map((name) => (name.startsWith('@types/') ? '@types/…' : name));
  expect(named.toSorted()).toEqual([...new Set(listed)].toSorted());
});
