import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * The command line of a running process; undefined if there is none with this id. It distinguishes a process from a later one with the same
 * id.
 */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim() || undefined;
    return (await promisify(execFile)('ps', ['-o', 'command=', '-p', `${pid}`])).stdout.trim() || undefined;
  } catch {
    return undefined; // both ways fail when the process is gone
  }
}
