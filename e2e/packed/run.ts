import { execFile } from 'node:child_process';
import { delimiter } from 'node:path';
import { promisify } from 'node:util';

/** Only what hangs should meet it. */
const PATIENCE_MS = 500_000;

type How = { cwd: string; env?: Record<string, string> };

/** Runs a program to its end, and returns what it printed. @throws Error with all of its output when it fails */
export async function run(file: string, args: string[], { cwd, env = {} }: How): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(file, args, { cwd, env: { ...process.env, ...env }, timeout: PATIENCE_MS });
    return stdout;
  } catch (error) {
    const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
    throw new Error(`${file} ${args.join(' ')} ended with ${String(code)}:\n${stdout}${stderr}`, { cause: error });
  }
}

/** The Node versions here, by major version: the pinned one, and the one that the machine itself has. */
export async function nodesHere(): Promise<{ major: string; path: string }[]> {
  const own = { major: process.versions.node.split('.')[0]!, path: process.execPath };
  const PATH = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const versionOf = () => run('node', ['--version'], { cwd: '/', env: { PATH: PATH.join(delimiter) } });
  const [major = ''] = /\d+/.exec(await versionOf().catch(() => '')) ?? [];
  if (major === '' || major === own.major) return [own];
  const path = await run('sh', ['-c', 'command -v node'], { cwd: '/', env: { PATH: PATH.join(delimiter) } });
  return [own, { major, path: path.trim() }];
}
