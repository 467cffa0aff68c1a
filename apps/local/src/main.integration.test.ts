import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import { createDarkroomClient } from './first-run/darkroom-client.ts';
import { freeBasePort, startLocal, startLocalWith } from './test/start-local.ts';
import { temporaryHome } from './test/temporary-home.ts';

const UP = 'Ctrl-C stops everything.';

test('shows a generation, a download and their webhooks, saves the picture, and leaves nothing running', async () => {
  await using home = await temporaryHome();
  const port = await freeBasePort();
  await using local = startLocal(home.path, port);
  await local.says(UP);
  for (const fact of [
    'POST /v1/generations → 202, job_',
    'got the webhook generation.succeeded: its signature is valid',
    'got the webhook download.succeeded: its signature is valid',
    'webhook-signature: v1,',
    `http://127.0.0.1:${port + 1}`,
    `curl http://127.0.0.1:${port}/v1/generations`,
  ]) {
    expect(local.output()).toContain(fact);
  }
  const [picture] = await readdir(join(home.path, 'pictures'));
  const bytes = await readFile(join(home.path, 'pictures', picture as string));
  expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff'); // how a JPEG begins

  const pids = await local.processes();
  expect(pids.length).toBe(6);
  local.kill('SIGTERM');
  expect(await local.exited).toBe(0);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('restarts what is killed, including Redis; a second start names the first; one after kill -9 ends its processes and continues', async () => {
  await using home = await temporaryHome();
  const port = await freeBasePort();
  await using first = startLocal(home.path, port, '--no-demo');
  await first.says(UP);
  for (const pid of await first.processes()) process.kill(pid, 'SIGKILL');
  await first.says(' is back', 6);
  await waitFor(async () => (await first.processes()).length === 6, { what: 'six processes again' });

  const second = startLocal(home.path, port, '--no-demo');
  expect(await second.exited).toBe(1);
  expect(second.output()).toContain('Darkroom is already running on');

  first.kill('SIGKILL');
  await first.exited;
  await using third = startLocal(home.path, port, '--no-demo');
  await third.says(UP);
  expect(third.output()).toContain('Ended 5 processes that an earlier, killed start had left behind.');
  await waitFor(async () => (await third.processes()).length === 6, { what: 'six processes' });
});

test('after kill -9 pending work continues, and a first run that has to wait shows the reason beside the addresses', async () => {
  await using home = await temporaryHome();
  const port = await freeBasePort();
  await using killed = startLocal(home.path, port, '--no-demo');
  await killed.says(UP);
  const { DARKROOM_API_KEYS: keys } = JSON.parse(await readFile(join(home.path, 'settings.json'), 'utf8')) as Record<string, string>;
  const client = createDarkroomClient(`http://127.0.0.1:${port}`, keys!.split(':')[1]!);
  const { id } = await client.generate({ prompt: 'a fox [sim:duration=1h]' });
  await waitFor(async () => (await client.job(id)).status === 'waiting', { what: 'the job to be at Getty' });
  killed.kill('SIGKILL');
  await killed.exited;

  const state = join(home.path, 'simulator', 'state.jsonl');
  await writeFile(state, `garbage\n${await readFile(state, 'utf8')}`);
  await using next = startLocalWith({ SIMULATOR_MAX_PENDING: '1' }, home.path, port);
  await next.says(UP);
  expect(next.output()).toContain("The simulator's stored state could not be read completely. The file was renamed to");
  expect(next.output()).toMatch(/The first run waits for .+\. It continues without you; everything is up\./);
  const { polls } = (await client.job(id)).getty;
  await waitFor(async () => (await client.job(id)).getty.polls > polls, { what: 'another poll' });
  expect(await client.job(id)).toMatchObject({ status: 'waiting', getty: { last_status: 202 } });
});
