import process from 'node:process';
import { parseArgs } from 'node:util';

import { pathOf } from '../checks/repository.ts';
import { ReleaseError } from './release-files.ts';
import { release, writeReleaseFiles } from './release.ts';

const USAGE = 'Usage: npm run release -- <version> [--date <day>] [--dry-run], or <version> --files';

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { date: { type: 'string' }, 'dry-run': { type: 'boolean', default: false }, files: { type: 'boolean', default: false } },
  });
  const [version, ...more] = positionals;
  if (version === undefined || more.length > 0) throw new ReleaseError(USAGE);
  const [root, say] = [pathOf(''), (line: string) => void process.stdout.write(`${line}\n`)];
  const date = values.date ?? new Date().toISOString().slice(0, 10);
  if (values.files) writeReleaseFiles({ root, version, say });
  else release({ root, version, date, dryRun: values['dry-run'], say });
} catch (error) {
  if (!(error instanceof ReleaseError) && (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') !== true) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
