// npm forwards a signal only to the shell that runs us, and that shell keeps it; if npm is killed, nothing is forwarded. We would then run
// on with nothing to stop us, so we check whether npm still runs.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

const LOOK_EVERY_MS = 500;
const SHELL = /^-?(?:ba|da|z|k|a)?sh$/;

/**
 * Calls `onEnd` when npm (or another script runner), or the shell between, has ended. Watches nothing if started without one. Returns a
 * function that stops it.
 */
export function whenLauncherEnds(onEnd) {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const parent = process.ppid;
  let launcher;
  let over = false;
  const look = async () => {
    if (process.ppid === parent && launcher === undefined) launcher = await launcherBehind(parent);
    const isThere = process.ppid === parent && (launcher === null || (await describe(parent))?.parent === launcher);
    if (over) return;
    if (isThere) return void setTimeout(() => void look(), LOOK_EVERY_MS).unref();
    over = true;
    onEnd();
  };
  void look();
  return () => (over = true);
}

/** The process id behind the shell; null if our parent is not a shell, and so npm itself. */
async function launcherBehind(parent) {
  const found = await describe(parent);
  return found && SHELL.test(found.name) ? found.parent : null;
}

/** Name and parent of a process; undefined if it has ended. */
async function describe(pid) {
  try {
    if (process.platform === 'linux') {
      // The name is in brackets and may contain brackets.
      const [, name, parent] = /^\d+ \((.*)\) \S (\d+) /s.exec(await readFile(`/proc/${pid}/stat`, 'utf8'));
      return { name, parent: Number(parent) };
    }
    const [, parent, name] = /^\s*(\d+)\s+(?:.*\/)?(.*?)\s*$/.exec(await output('ps', ['-o', 'ppid=,comm=', '-p', `${pid}`]));
    return { name, parent: Number(parent) };
  } catch {
    return undefined; // both ways fail if the process has ended
  }
}

function output(program, args) {
  return new Promise((resolve, reject) => execFile(program, args, (error, stdout) => (error ? reject(error) : resolve(stdout))));
}
