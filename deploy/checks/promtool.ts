import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where scripts/run/promtool.mjs puts it. */
const TAKEN_FROM_DEBIAN = join(homedir(), '.cache', 'darkroom', 'promtool', 'promtool');

/** The program promtool, or undefined where it could not be had. */
export const promtool = ['promtool', TAKEN_FROM_DEBIAN].find((program) => spawnSync(program, ['--version']).status === 0);

/** Runs promtool. `output` is what it prints on both ways. */
export function runPromtool(...args: string[]): { ok: boolean; output: string } {
  const { status, stdout, stderr } = spawnSync(promtool!, args, { encoding: 'utf8' });
  return { ok: status === 0, output: `${stdout}${stderr}` };
}
