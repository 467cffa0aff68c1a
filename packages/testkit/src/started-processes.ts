import { appendFileSync, readFileSync } from 'node:fs';

import { commandLineOf } from '@darkroom/embedded-redis';

/**
 * Every process a test starts is written down, so that the end of the run can see whether one was left. `TEST_PROCESSES` names
 * the file; without it (outside of Jest) nothing is kept.
 */
export function rememberProcess(pid: number, what: string): void {
  const file = process.env.TEST_PROCESSES;
  if (file) appendFileSync(file, `${pid} ${what}\n`);
}

/** Ends the remembered processes that are still there, and says which those were. `what` must be part of the command line. */
export async function endLeftProcesses(file: string): Promise<string[]> {
  const left: string[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const [pid, what] = line.split(' ', 2) as [string, string];
    const commandLine = await commandLineOf(Number(pid));
    if (!commandLine?.includes(what)) continue; // gone, or another process by now
    process.kill(Number(pid), 'SIGKILL');
    left.push(`${what} (process ${pid})`);
  }
  return left;
}
