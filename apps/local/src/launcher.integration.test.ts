import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { commandLineOf } from '@darkroom/embedded-redis';
import { expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import { root } from './config.ts';
import { freeBasePort } from './test/start-local.ts';
import { temporaryHome } from './test/temporary-home.ts';

type Found = { pid: number; commandLine: string };

async function listProcesses(): Promise<Found[]> {
  if (process.platform !== 'linux') {
    const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,command=']);
    return stdout.split('\n').map((line) => ({ pid: Number.parseInt(line, 10), commandLine: line.replace(/^\s*\d+\s+/, '') }));
  }
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  return Promise.all(pids.map(async (pid) => ({ pid, commandLine: (await commandLineOf(pid)) ?? '' })));
}

/** The running processes of a start: those with its home in their command line, and those that it recorded. */
async function processesOf(home: string): Promise<Found[]> {
  const noted = await readFile(join(home, 'processes'), 'utf8').catch(() => ''); // not there before the start, nor after its end
  const lines = noted.split('\n').filter(Boolean);
  const isNoted = ({ pid, commandLine }: Found) =>
    lines.some((line) => Number.parseInt(line, 10) === pid && commandLine.includes(line.split(' ')[1]!));
  return (await listProcesses()).filter((found) => found.commandLine.includes(home) || isNoted(found));
}

test.each([
  ['npm, which cannot forward a signal', 'npm', 'SIGKILL'],
  ['the command that npm runs', 'scripts/run.mjs start', 'SIGKILL'],
] as const)('a start ends in order when %s is killed', async (_what, victim, signal) => {
  await using home = await temporaryHome();
  const args = ['start', '--', '--home', home.path, '--no-demo'];
  const { PATH, HOME, DOCKER_HOST } = process.env;
  const environment = { PATH, HOME, DOCKER_HOST, PORT: `${await freeBasePort()}` };
  const npm = spawn('npm', args, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(npm, 'exit');
  try {
    await waitFor(() => output.includes('Ctrl-C stops everything.'), { what: `the system to be up\n${output}`, timeoutMs: 180_000 });
    const before = await processesOf(home.path);
    expect(before.length).toBeGreaterThan(7); // npm, what it runs, the start, five apps
    const { pid } = victim === 'npm' ? { pid: npm.pid! } : before.find(({ commandLine }) => commandLine.includes(victim))!;
    process.kill(pid, signal);
    await ended;
    await waitFor(async () => (await processesOf(home.path)).length === 0, { what: 'all of it to end' });
    expect(output).toContain('Stopped. Everything is kept');
  } finally {
    for (const { pid } of await processesOf(home.path)) process.kill(pid, 'SIGKILL');
  }
});
