import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { currentVersion, ReleaseError, releasedFiles, releaseNotes } from './release-files.ts';

export type ReleaseOptions = {
  /** The folder of the repository. */
  root: string;
  version: string;
  /** Such as `2026-11-22`. */
  date: string;
  /** Checks everything, and changes nothing. */
  dryRun: boolean;
  say: (line: string) => void;
};

/** What the image has: the packages with their production dependencies, as in the Dockerfile. */
const IN_THE_IMAGE = ['api', 'worker', 'notifier', 'dashboard', 'simulator'].flatMap((app) => ['--filter-prod', `@darkroom/${app}...`]);

/**
 * Makes a release: one commit with the version everywhere, a tag with the section of the changelog, and in `.darkroom/release` the notes and an SBOM of the
 * image. Nothing is pushed. @throws ReleaseError before anything is changed
 */
export function release({ root, version, date, dryRun, say }: ReleaseOptions): void {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const tag = `v${version}`;
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new ReleaseError(`${version} is no version of the form 1.2.3`);
  if (git('status', '--porcelain') !== '') throw new ReleaseError('The work tree has changes: commit them first');
  if (git('tag', '--list', tag) !== '') throw new ReleaseError(`${tag} exists`);
  const files = releasedFiles(root, { version, date });
  const notes = releaseNotes(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version);

  say(`${currentVersion(root)} → ${version}`);
  for (const path of files.keys()) say(`  ${path}`);
  if (dryRun) {
    say('Nothing was changed (--dry-run).');
    return;
  }

  for (const [path, text] of files) writeFileSync(join(root, path), text);
  git('commit', '--all', '--message', `Release ${version}`, '--message', 'The notes are in the changelog, and in the tag.');
  git('tag', '--annotate', tag, '--cleanup=verbatim', '--message', `Darkroom ${version}\n\n${notes}`);

  writeNotesAndSbom(root, { version, notes });
  const revision = git('rev-parse', 'HEAD');
  say(`Tagged ${tag}. Notes and SBOM are in .darkroom/release. Next:`);
  say(
    `  docker build -t darkroom:${version} --build-arg VERSION=${version} --build-arg REVISION=${revision} --build-arg CREATED=${date}T00:00:00Z .`,
  );
  say(`  git push --follow-tags`);
}

/** The packages that others install. */
const PACKED = ['packages/client', 'apps/cli'];

/**
 * Checks that what is checked out is the release of a version, and writes what is published beside the image into `.darkroom/release`: the notes, the SBOM, and
 * the packages of client and command line. Nothing else is changed. @throws ReleaseError
 */
export function writeReleaseFiles({ root, version, say }: Pick<ReleaseOptions, 'root' | 'version' | 'say'>): void {
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  if (currentVersion(root) !== version) throw new ReleaseError(`This is version ${currentVersion(root)}, not ${version}`);
  const notes = releaseNotes(changelog, version);
  if (!new RegExp(`^## ${version.replaceAll('.', '\\.')}, \\d{4}-\\d\\d-\\d\\d$`, 'm').test(changelog)) {
    throw new ReleaseError(`CHANGELOG.md has no day for ${version}: make the release with npm run release -- ${version}`);
  }
  const folder = writeNotesAndSbom(root, { version, notes });
  for (const path of PACKED) {
    execFileSync('npm', ['pack', '--loglevel=error', '--pack-destination', folder], { cwd: join(root, path), stdio: 'pipe' });
  }
  for (const file of readdirSync(folder)) say(`.darkroom/release/${file}`);
}

/** Returns the folder. */
function writeNotesAndSbom(root: string, { version, notes }: { version: string; notes: string }): string {
  const folder = join(root, '.darkroom', 'release');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `darkroom-${version}.md`), `${notes}\n`);
  writeSbom(root, join(folder, `darkroom-${version}.cdx.json`));
  return folder;
}

/** A bill of materials (CycloneDX) of what is in the image, from the lockfile alone. */
export function writeSbom(root: string, path: string): void {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { packageManager: string };
  const kind = ['--sbom-format', 'cyclonedx', '--sbom-spec-version', '1.6', '--sbom-type', 'application'];
  const args = ['--yes', packageManager, ...IN_THE_IMAGE, 'sbom', ...kind, '--prod', '--lockfile-only', '--out', path];
  execFileSync('npx', args, { cwd: root, stdio: 'pipe' });
}
