import { appendFileSync, readFileSync } from 'node:fs';

import { commandLineOf } from '@darkroom/embedded-redis';

/**
 * Records each process that a test starts, so that the end of the run can find processes left behind. `TEST_PROCESSES` names the file;
 * without it (outside of Jest) nothing is recorded.
 */
export function rememberProcess(pid: number, what: string): void {
  const file = process.env.TEST_PROCESSES;
  if (file) appendFileSync(file, `${pid} ${what}\n`);
}

/** Ends the recorded processes that still run, and returns them. `what` must be part of the command line. */
export async function endLeftProcesses(file: string): Promise<string[]> {
  const left: string[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const [pid, what] = line.split(' ', 2) as [string, string];
    const commandLine = await commandLineOf(Number(pid));
    if (!commandLine?.includes(what)) continue; // ended, or the id belongs to another process now
    process.kill(Number(pid), 'SIGKILL');
    left.push(`${what} (process ${pid})`);
  }
  return left;
}
