import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, test } from '@jest/globals';

const program = fileURLToPath(new URL('main.ts', import.meta.url));
/** On a machine that is busy with other things as well. */
const MOST_MS = 300_000;

describe('In a world of chance everything holds that must:', () => {
  test.each([12, 15, 16, 31, 46, 62])(
    'seed %d',
    async (seed) => {
      const { stdout } = await promisify(execFile)(process.execPath, [program, '--seed', String(seed)], { maxBuffer: 1e8 });
      expect(stdout).toContain('1 world: everything held');
    },
    MOST_MS,
  );
});
