import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;

/**
 * Returns when a process that is being stopped has ended and has released its ports and files. (Its command line disappears a moment before
 * its sockets, so that alone is not enough.) A zombie process has ended too.
 */
export async function untilEnded(pid: number): Promise<void> {
  while (exists(pid) && !(await isZombie(pid))) await sleep(LOOK_EVERY_MS);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Whether the process is a zombie: while another of its threads still ends, its ports are not free. */
async function isZombie(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return false; // there, orphans are reaped at once
  try {
    const threads = await readdir(`/proc/${pid}/task`);
    return threads.length <= 1 && /\) Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // ended in the meantime: the next check finds out
  }
}
