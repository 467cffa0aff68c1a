import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, expect, test } from '@jest/globals';

import { pathOf, readText } from '../checks/repository.ts';
import { currentVersion, releaseNotes } from './release-files.ts';
import { release, writeReleaseFiles } from './release.ts';

const scratch = mkdtempSync(join(tmpdir(), 'darkroom-release-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const git = (...args: string[]) => execFileSync('git', args, { cwd: scratch, encoding: 'utf8' }).trim();
const read = (path: string) => readFileSync(join(scratch, path), 'utf8');
const write = (path: string, text: string) => writeFileSync(join(scratch, path), text);
const said: string[] = [];
const say = (line: string) => void said.push(line);
const make = (version: string, dryRun = false) => release({ root: scratch, version, date: '2027-01-31', dryRun, say });

/** A repository with only the files that a release concerns. */
function prepare(): void {
  const files = execFileSync(
    'git',
    [
      'ls-files',
      '--',
      '*package.json',
      'pnpm-*.yaml',
      'CHANGELOG.md',
      'deploy',
      'docs/operations/upgrading.md',
      'packages/client/src/version.ts',
    ],
    {
      cwd: pathOf(''),
      encoding: 'utf8',
    },
  );
  for (const file of files.trim().split('\n')) {
    mkdirSync(dirname(join(scratch, file)), { recursive: true });
    cpSync(pathOf(file), join(scratch, file));
  }
  writeFileSync(join(scratch, '.gitignore'), '.darkroom/\n');
  git('init', '--quiet');
  git('config', 'user.email', 'ada@example.com');
  git('config', 'user.name', 'Ada');
  git('add', '.');
  git('commit', '--quiet', '--message', 'All of it');
}

test('a release needs its notes and its row of formats, and changes nothing before it has them', () => {
  prepare();
  expect(() => make('9.9')).toThrow('no version of the form');
  expect(() => make('9.9.0')).toThrow('CHANGELOG.md has no section for 9.9.0');
  write(
    'CHANGELOG.md',
    readText('CHANGELOG.md').replace('\n## ', '\n## 9.9.0, unreleased\n\nA line *for* users.\n\n**Running**\n- Another.\n\n## '),
  );
  expect(() => make('9.9.0')).toThrow('The work tree has changes');
  git('commit', '--quiet', '--all', '--message', 'Notes');
  expect(() => make('9.9.0')).toThrow('docs/operations/upgrading.md has no row for 9.9.0');
  write(
    'docs/operations/upgrading.md',
    readText('docs/operations/upgrading.md').replace('\n| 0.1.0 |', '\n| 9.9.0 | formats 1, 2 | 2 | 0.1.0 |\n| 0.1.0 |'),
  );
  git('commit', '--quiet', '--all', '--message', 'Row');
  make('9.9.0', true);
  expect(said).toContain('  deploy/compose/docker-compose.yml');
  expect([git('status', '--porcelain'), git('tag'), currentVersion(scratch)]).toEqual(['', '', currentVersion(pathOf(''))]);
});

test('it sets the version everywhere, dates the changelog, tags, and writes notes and a bill of materials of the image', () => {
  make('9.9.0');
  expect([git('status', '--porcelain'), git('tag'), git('log', '-1', '--format=%s')]).toEqual(['', 'v9.9.0', 'Release 9.9.0']);
  const packages = git('ls-files', '*package.json').split('\n');
  expect(packages.length).toBeGreaterThan(15);
  expect(packages.filter((path) => !read(path).includes('"version": "9.9.0"'))).toEqual([]);
  expect(read('deploy/kubernetes/overlays/production/kustomization.yaml')).toContain('newTag: 9.9.0');
  expect(read('CHANGELOG.md')).toContain('\n## 9.9.0, 2027-01-31\n');
  expect(git('tag', '--list', '--format=%(contents)', 'v9.9.0')).toBe('Darkroom 9.9.0\n\nA line *for* users.\n\n**Running**\n- Another.');
  expect(read('.darkroom/release/darkroom-9.9.0.md')).toBe('A line *for* users.\n\n**Running**\n- Another.\n');

  const sbom = JSON.parse(read('.darkroom/release/darkroom-9.9.0.cdx.json')) as {
    bomFormat: string;
    metadata: { component: { name: string; version: string } };
    components: { group?: string; name: string; version: string; purl: string }[];
  };
  expect([sbom.bomFormat, sbom.metadata.component]).toEqual(['CycloneDX', expect.objectContaining({ name: 'darkroom', version: '9.9.0' })]);
  const names = sbom.components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['bullmq', 'ioredis', 'express', 'pino']));
  expect(names).not.toContain('jest');
  expect(names).not.toContain('playwright-core');
  expect(() => make('9.9.0')).toThrow('v9.9.0 exists');
});

test('what is published is made only from a version that was released', () => {
  expect(() => writeReleaseFiles({ root: scratch, version: '9.8.0', say })).toThrow('This is version 9.9.0, not 9.8.0');
  write('CHANGELOG.md', read('CHANGELOG.md').replace('## 9.9.0, 2027-01-31', '## 9.9.0, unreleased'));
  expect(() => writeReleaseFiles({ root: scratch, version: '9.9.0', say })).toThrow('CHANGELOG.md has no day for 9.9.0');
  git('checkout', '--quiet', 'CHANGELOG.md');
});

test('the image takes its labels from the arguments that a release prints', () => {
  const dockerfile = readText('Dockerfile');
  for (const [label, argument] of Object.entries({ version: 'VERSION', revision: 'REVISION', created: 'CREATED' })) {
    expect(said.join('\n')).toContain(`--build-arg ${argument}=`);
    expect(dockerfile).toMatch(new RegExp(`^ARG (.* )?${argument}=`, 'm'));
    expect(dockerfile).toContain(`org.opencontainers.image.${label}="$${argument}"`);
  }
  expect(existsSync(pathOf('LICENSE'))).toBe(true);
});

test('the changelog of this version has notes, and each version before has its day', () => {
  const changelog = readText('CHANGELOG.md');
  expect(releaseNotes(changelog, currentVersion(pathOf('')))).not.toBe('');
  const headings = [...changelog.matchAll(/^## (\d+\.\d+\.\d+), (.*)$/gm)].map(([, version, day]) => [version, day]);
  expect(headings.slice(1).filter(([, day]) => !/^\d{4}-\d\d-\d\d$/.test(day!))).toEqual([]);
});
