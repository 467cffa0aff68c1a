import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const isOurs = (path: string) => !/node_modules|\.darkroom/.test(path);
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const files = new Set(globSync('**/*', { cwd: ROOT, exclude: (path) => !isOurs(path) }));
const pages = [...files].filter((file) => file.endsWith('.md'));
const sources = [...files].filter(
  (file) => /^(apps|packages|e2e|bench|scripts)\/.*\.(ts|js|mjs|lua)$/.test(file) && !file.endsWith('.test.ts'),
);

/** A Markdown text without code, since code may look like a link or a heading. */
function prose(markdown: string): string {
  return markdown.replaceAll(/^```[^]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ''));
}

/** The anchors that GitHub creates for a page's headings. */
function anchorsOf(markdown: string): Set<string> {
  const seen = new Map<string, number>();
  const anchors = [...prose(markdown).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => {
    const slug = heading!
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
  return new Set(anchors);
}

/** The links of a page to another page or file of this repository, or to a heading. */
function linksOf(markdown: string): string[] {
  const links = [...prose(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return links.filter((target) => !/^[a-z]+:/.test(target));
}

/** Why a link from a file does not work, or undefined. */
function brokenBecause(from: string, target: string): string | undefined {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : normalize(join(dirname(from), path));
  if (!files.has(file.replace(/\/$/, ''))) return `${from}: ${target} does not exist`;
  if (anchor !== undefined && file.endsWith('.md') && !anchorsOf(read(file)).has(anchor)) return `${from}: ${target} has no such heading`;
  return undefined;
}

test('every link between pages leads to an existing file and heading', () => {
  const links = pages.flatMap((from) => linksOf(read(from)).map((target) => ({ from, target })));
  expect(links.length).toBeGreaterThan(60);
  expect(links.flatMap(({ from, target }) => brokenBecause(from, target) ?? [])).toEqual([]);
});

test('every page that the code names exists', () => {
  const named = sources.flatMap((from) =>
    [...read(from).matchAll(/\bdocs\/[\w/-]+\.md(?:#[\w-]+)?/g)].map(([target]) => ({ from, target })),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.flatMap(({ from, target }) => brokenBecause('README.md', target) && `${from}: ${target}`).filter(Boolean)).toEqual([]);
});

/** The source files that a page names as code, such as `paid-call.ts`. */
function sourcesIn(markdown: string): string[] {
  return [...markdown.matchAll(/`([\w./-]+\.(?:ts|lua|mjs))`/g)].map(([, name]) => name!);
}

const isThere = (name: string) => [...files].some((file) => file === name || file.endsWith(`/${name}`));

test('every source file that a page names is there', () => {
  const named = pages.flatMap((page) => sourcesIn(read(page)).map((name) => ({ page, name })));
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ name }) => !isThere(name))).toEqual([]);
  expect(isThere('no-such-file.ts')).toBe(false);
});

test('a broken link is found', () => {
  expect(brokenBecause('README.md', 'docs/nowhere.md')).toBe('README.md: docs/nowhere.md does not exist');
  expect(brokenBecause('docs/errors.md', '../README.md#nowhere')).toContain('has no such heading');
  expect(brokenBecause('docs/errors.md', '../README.md')).toBeUndefined();
});

test('a heading has the anchor that GitHub gives it', () => {
  const page =
    "# What `a_b` is\n## Getty's limits\n## A 409 on PUT download waits, then sends ours\n## Twice\n## Twice\n```sh\n# no heading\n```\n";
  expect([...anchorsOf(page)]).toEqual(['what-a_b-is', 'gettys-limits', 'a-409-on-put-download-waits-then-sends-ours', 'twice', 'twice-1']);
});
