import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The command line of a living process; undefined when there is none with this id. Tells a process from a later one with its id. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim() || undefined;
    return (await promisify(execFile)('ps', ['-o', 'command=', '-p', `${pid}`])).stdout.trim() || undefined;
  } catch {
    return undefined; // both ways fail when the process is gone
  }
}
