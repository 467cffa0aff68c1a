import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Lets the worlds of some seeds happen in a process of their own, and returns what it wrote: the story of one that does not hold. */
export async function simulateInProcess(seeds: number[]): Promise<string> {
  const args = seeds.flatMap((seed) => ['--seed', String(seed)]);
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { maxBuffer: 1e8 }).catch(
    (error: Error & { stdout: string }) => error,
  );
  return stdout;
}
