// npm hands a signal to the shell it runs us in, and that shell keeps it; killed outright, it hands on nothing. Then we would run on, with
// nobody to stop us. So we look whether npm is still there.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

const LOOK_EVERY_MS = 500;
const SHELL = /^-?(?:ba|da|z|k|a)?sh$/;

/** Calls `onEnd` once npm (or another that runs scripts), or the shell between, is gone. Started without one nothing is watched. Returns how to end it. */
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

/** The process id behind the shell; null where our parent is none, and so npm itself. */
async function launcherBehind(parent) {
  const found = await describe(parent);
  return found && SHELL.test(found.name) ? found.parent : null;
}

/** Name and parent of a process; undefined when it is gone. */
async function describe(pid) {
  try {
    if (process.platform === 'linux') {
      // The name stands in brackets and may hold brackets itself.
      const [, name, parent] = /^\d+ \((.*)\) \S (\d+) /s.exec(await readFile(`/proc/${pid}/stat`, 'utf8'));
      return { name, parent: Number(parent) };
    }
    const [, parent, name] = /^\s*(\d+)\s+(?:.*\/)?(.*?)\s*$/.exec(await output('ps', ['-o', 'ppid=,comm=', '-p', `${pid}`]));
    return { name, parent: Number(parent) };
  } catch {
    return undefined; // both ways fail when the process is gone
  }
}

function output(program, args) {
  return new Promise((resolve, reject) => execFile(program, args, (error, stdout) => (error ? reject(error) : resolve(stdout))));
}
