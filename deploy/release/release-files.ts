import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Release = { version: string; date: string };

/** Files besides those of packages in which the version is written, and how. Each must have it exactly as often. */
const WRITTEN: { path: string; written: (version: string) => string; times: number }[] = [
  { path: 'deploy/kubernetes/overlays/production/kustomization.yaml', written: (version) => `newTag: ${version}\n`, times: 1 },
  { path: 'deploy/kubernetes/README.md', written: (version) => `darkroom:${version}`, times: 1 },
  { path: 'deploy/compose/docker-compose.yml', written: (version) => `darkroom:${version}`, times: 1 },
  { path: 'deploy/compose/README.md', written: (version) => `darkroom:${version}`, times: 1 },
  { path: 'packages/client/src/version.ts', written: (version) => `VERSION = '${version}'`, times: 1 },
];

/** A reason why no release can be made. The message is for whoever makes it. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}

export function currentVersion(root: string): string {
  return versionIn(readFileSync(join(root, 'package.json'), 'utf8'));
}

/** Every file that a release changes, with its new text: the versions of all packages, the tags of images, and the day in the changelog. @throws ReleaseError */
export function releasedFiles(root: string, { version, date }: Release): Map<string, string> {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const before = currentVersion(root);
  const changed = new Map<string, string>();
  const packages = globSync(['package.json', '{apps,packages}/*/package.json', '{bench,deploy,e2e}/package.json'], { cwd: root });
  for (const path of packages) {
    const text = read(path);
    changed.set(path, text.replace(`"version": "${versionIn(text)}"`, `"version": "${version}"`));
  }
  for (const { path, written, times } of WRITTEN) {
    const parts = read(path).split(written(before));
    if (parts.length !== times + 1) throw new ReleaseError(`${path} should have "${written(before).trim()}" ${times} time(s)`);
    changed.set(path, parts.join(written(version)));
  }
  changed.set('CHANGELOG.md', datedChangelog(read('CHANGELOG.md'), { version, date }));
  if (!read('docs/operations/upgrading.md').includes(`\n| ${version} |`)) {
    throw new ReleaseError(
      `docs/operations/upgrading.md has no row for ${version}: which formats it reads and writes, and which version it can go back to`,
    );
  }
  return new Map([...changed].filter(([path, text]) => text !== read(path)));
}

/** What the changelog has about a version, without its heading. @throws ReleaseError */
export function releaseNotes(changelog: string, version: string): string {
  const [, notes] = changelog.split(`\n## ${version}, `);
  const text = notes?.slice(notes.indexOf('\n')).split('\n## ')[0]!.trim();
  if (!text) throw new ReleaseError(`CHANGELOG.md has no section for ${version}, or an empty one`);
  return text;
}

function datedChangelog(changelog: string, { version, date }: Release): string {
  releaseNotes(changelog, version);
  const heading = `\n## ${version}, unreleased\n`;
  if (!changelog.includes(heading)) throw new ReleaseError(`CHANGELOG.md must have "${heading.trim()}": ${version} seems to be released`);
  return changelog.replace(heading, `\n## ${version}, ${date}\n`);
}

function versionIn(text: string): string {
  return (JSON.parse(text) as { version: string }).version;
}
