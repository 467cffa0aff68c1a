import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { webhookReceiver } from '@darkroom/testkit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { readBlocks } from './guide/read-blocks.ts';
import { darkroom, startDarkroom } from './packed/darkroom.ts';
import { pack } from './packed/pack.ts';
import { nodesHere, run } from './packed/run.ts';
import { STRICT_CONSUMER } from './packed/strict-consumer.ts';
import { API_KEY, startSystem, WEBHOOK_SECRET, type System } from './system.ts';

/** What others install: packed, and installed by npm in an empty folder. Nothing of the workspace is within reach there. */
const FOLDERS = ['packages/client', 'apps/cli'];
const TYPES = fileURLToPath(new URL('node_modules/@types', import.meta.url));
const TSC = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));

let system: System | undefined;
let folder: string;
/** It takes its time to be held, so it is submitted first. */
let held: string;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-installed-'));
  const installing = (async () => {
    await using packed = await pack(FOLDERS);
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', ...packed.tarballs], { cwd: folder });
  })();
  const starting = startSystem({ all: { DARKROOM_PRICES: '{"currency":"USD","generation":"0.12","download.4k":"1.50"}' } });
  await Promise.allSettled([starting, installing]); // if one fails, the other must not be left behind
  system = await starting;
  ({ id: held } = await system.submit({ prompt: 'A red bicycle [sim:status=503 when=after history_lag=1h]' }));
  environment = { DARKROOM_URL: system.processes.api.url, DARKROOM_API_KEY: API_KEY };
  await installing;
});

afterAll(async () => {
  await system?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const installed = (path: string) => readFile(join(folder, 'node_modules/@darkroom', path), 'utf8');

test('the client has two dependencies, plain modules, and types without imports from elsewhere', async () => {
  const manifest = JSON.parse(await installed('client/package.json')) as Record<string, object>;
  expect(Object.keys(manifest['dependencies']!)).toEqual(['eventsource-parser', 'standardwebhooks']);
  expect(manifest).not.toHaveProperty('devDependencies');
  expect((await readdir(join(folder, 'node_modules/@darkroom/client'))).toSorted()).toEqual([
    'LICENSE',
    'README.md',
    'dist',
    'package.json',
  ]);
  const files = await readdir(join(folder, 'node_modules/@darkroom/client/dist'), { recursive: true });
  expect(files.filter((file) => /\btest\b/.test(file) || (file.includes('.') && !/\.(js|d\.ts)$/.test(file)))).toEqual([]);
  for (const file of files.filter((name) => name.endsWith('.d.ts'))) {
    const imports = [...(await installed(`client/dist/${file}`)).matchAll(/(?:from |import\()'([^']+)'/g)].map(([, name]) => name!);
    expect([file, imports.filter((name) => !/^\.\.?\/.*\.js$/.test(name))]).toEqual([file, []]);
  }
});

test("the ten lines of the client's README run on every Node here", async () => {
  const [lines] = readBlocks(await installed('client/README.md'), 'js');
  await writeFile(join(folder, 'ten-lines.js'), lines!.lines.join('\n'));
  const nodes = await nodesHere();
  const printed = await Promise.all(nodes.map(({ path }) => run(path, ['ten-lines.js'], { cwd: folder, env: environment })));
  for (const text of printed) expect(text).toMatch(/^[\w.-]+\.jpg: image\/jpeg\n$/);
  const [name] = printed[0]!.split(':');
  expect([...(await readFile(join(folder, name!))).subarray(0, 2)]).toEqual([0xff, 0xd8]);
});

/** 190 MB of packages, so only where it is asked for. */
const withOthers = process.env.OTHER_RUNTIMES ? test : test.skip;

withOthers('they run in Bun and Deno too', async () => {
  const [lines] = readBlocks(await installed('client/README.md'), 'js');
  await writeFile(join(folder, 'ten-lines.js'), lines!.lines.join('\n'));
  const home = await mkdtemp(join(tmpdir(), 'darkroom-runtimes-'));
  const packages = ['@oven/bun-linux-x64', '@deno/linux-x64-glibc'];
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...packages], { cwd: home });
  const [bun, deno] = ['@oven/bun-linux-x64/bin/bun', '@deno/linux-x64-glibc/deno'].map((path) => join(home, 'node_modules', path));
  const jpeg = /^[\w.-]+\.jpg: image\/jpeg\n$/;
  // oxlint-disable-next-line jest/no-standalone-expect -- it is in a test, but where it is asked for
  expect(await run(bun!, ['ten-lines.js'], { cwd: folder, env: environment })).toMatch(jpeg);
  // oxlint-disable-next-line jest/no-standalone-expect -- the same
  expect(await run(deno!, ['run', '--allow-all', 'ten-lines.js'], { cwd: folder, env: environment })).toMatch(jpeg);
  await rm(home, { recursive: true });
});

test('a strict TypeScript project compiles with the ten lines, and only with what is right', async () => {
  const [tenLines] = readBlocks(await installed('client/README.md'), 'js');
  await writeFile(join(folder, 'ten-lines-typed.ts'), tenLines!.lines.join('\n'));
  await writeFile(join(folder, 'consumer.ts'), STRICT_CONSUMER);
  const options = {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2023', 'dom'],
    // What `npm install --save-dev @types/node` and TypeScript's own default give.
    types: ['node'],
    typeRoots: [TYPES],
    noEmit: true,
  };
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, include: ['consumer.ts', 'ten-lines-typed.ts'] }),
  );
  expect(await run(TSC, ['-p', folder], { cwd: folder })).toBe('');
});

function here(...args: string[]) {
  return darkroom(folder, args, environment);
}

async function jsonOf(...args: string[]) {
  return JSON.parse((await here(...args, '--json')).stdout) as Record<string, unknown>;
}

describe('darkroom', () => {
  test('is one file without dependencies, which every Node here runs', async () => {
    const { version, dependencies, bin } = JSON.parse(await installed('cli/package.json')) as Record<string, string>;
    const licenses = await installed('cli/dist/LICENSES.txt');
    for (const name of ['commander', 'eventsource-parser', 'standardwebhooks', 'fast-sha256']) expect(licenses).toContain(`${name} `);
    expect([dependencies, bin]).toEqual([undefined, { darkroom: './dist/darkroom.js' }]);
    for (const { path } of await nodesHere()) {
      expect(await run(path, ['node_modules/@darkroom/cli/dist/darkroom.js', '--version'], { cwd: folder })).toBe(`${version}\n`);
    }
  });

  test('generate says the price, downloads what was asked for, and prints the paths', async () => {
    const { code, stdout, stderr } = await here('generate', 'A red bicycle', '--download', '4k', '--images', '0,1', '--out', 'pictures');
    expect([code, stderr]).toEqual([0, expect.stringContaining('At most 1 generation, 2 downloads.4k: USD 3.12.')]);
    expect(stderr).toMatch(/job_\w+: succeeded; charged\n$/);
    const paths = stdout.trim().split('\n');
    expect(paths).toHaveLength(2);
    for (const path of paths) expect([...(await readFile(join(folder, path))).subarray(0, 2)]).toEqual([0xff, 0xd8]);
    expect((await readdir(join(folder, 'pictures'))).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('Ctrl-C leaves the job running and says how to go on', async () => {
    await using generate = await startDarkroom(folder, ['generate', 'A red bicycle [sim:duration=1h]'], environment);
    await generate.prints(/waiting/);
    generate.interrupt();
    const { code, stderr } = await generate.ended();
    const [, id] = /darkroom job (job_\w+) --wait/.exec(stderr)!;
    expect(code).toBe(130);
    expect((await system!.job(id!)).status).toBe('waiting');
    expect(await here('cancel', id!)).toMatchObject({ code: 0, stdout: expect.stringContaining('charged') });
    expect((await here('job', id!, '--wait')).code).toBe(3);
    // It was paid for and can be polled again: free.
    expect(await here('retry', id!, '--no-wait')).toMatchObject({ code: 0, stderr: expect.stringContaining('This costs nothing') });
  });

  test('listen posts signed webhooks to a receiver without an open port, and prints each answer', async () => {
    await using receiver = await webhookReceiver();
    await using listening = await startDarkroom(folder, ['listen', '--forward-to', receiver.url], environment);
    const [, secret] = await listening.prints(/signed with (whsec_\S+)\s/);
    const { id } = await system!.submit({ prompt: 'A red bicycle' });
    await listening.prints(new RegExp(`generation\\.succeeded  ${id}  .*→ 2\\d\\d`));
    const { text, headers } = await receiver.waitForEvent(({ body }) => body.type === 'generation.succeeded' && body.data.id === id);
    expect(new Webhook(secret!).verify(text, headers)).toMatchObject({ type: 'generation.succeeded', data: { id } });
    listening.interrupt();
    expect(await listening.ended()).toMatchObject({ code: 130, stderr: expect.stringMatching(/--after evt_\d+-\d+/) });
  });

  test('held jobs are listed and resolved, and what may cost needs --yes', async () => {
    const id = held;
    await system!.reaches(id, ({ status }) => status === 'held', 'to be held');
    expect(await jsonOf('held')).toMatchObject({ id, status: 'held' });
    expect((await here('held', id)).stderr).toContain(`darkroom resolve ${id} adopt`);
    expect(await here('resolve', id, 'retry')).toMatchObject({ code: 7, stderr: expect.stringContaining('--yes') });
    expect((await here('job', id, '--wait')).code).toBe(4);
    expect(await here('resolve', id, 'fail', '--note', 'seen')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('failed, given_up'),
    });
  });

  test('budgets, keys and usage are read and changed', async () => {
    const set = ['budgets', 'set', 'winter', '--unit', 'generations', '--limit', '5', '--period', 'month', '--project', 'WINTER-26'];
    expect(await jsonOf(...set)).toMatchObject({ id: 'winter', limit: '5', project_code: 'WINTER-26' });
    expect((await here('budgets')).stdout).toMatch(/^winter +generations +month +5 +0 +0 +5 +WINTER-26$/m);
    expect((await here('budgets', 'delete', 'winter')).code).toBe(0);
    const created = await here('keys', 'create', 'ci', '--scopes', 'read');
    expect(created.stdout).toMatch(/^drk_[\w-]{43}\n$/);
    const [id] = /^key_\w+/.exec(created.stderr)!;
    expect((await here('keys', 'revoke', id)).code).toBe(0);
    expect((await here('keys')).stdout).toMatch(new RegExp(`^${id}  ci +revoked`, 'm'));
    expect(await jsonOf('usage', '--group-by', 'operation')).toMatchObject({ object: 'usage', group_by: ['operation'] });
  });

  test('prompts, masks and sources are prepared at Getty', async () => {
    const [picture = ''] = (await here('generate', 'A red bicycle', '--out', 'sources')).stdout.split('\n');
    expect(await here('enhance', 'a fox')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^.*fox.+\n$/) });
    expect(await here('upload', picture)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[\w-]+\n$/) });
    const registered = await here('files', 'register', picture, '--category', 'CustomerProduct', '--rights-claimed');
    expect(registered).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[\w-]+\n$/) });
    const file = registered.stdout.trim();
    expect((await here('files')).stdout).toMatch(new RegExp(`^${file} +CustomerProduct`, 'm'));
    expect((await here('files', 'show', file)).stdout).toMatch(/^ {2}https?:/m);
    expect(await here('files', 'delete', file, '--yes')).toMatchObject({ code: 0, stdout: `${file}: deleted\n` });
    expect((await here('files', 'show', file)).code).toBe(5);
  });

  test('a job that waits is changed, canceled and deleted, and the audit has each of it', async () => {
    const submitted = await here('generate', 'A red bicycle', '--run-at', '2h', '--no-wait');
    const id = submitted.stdout.trim();
    expect(await here('change', id, '--priority', '7')).toMatchObject({ code: 0, stdout: expect.stringContaining('queued (scheduled)') });
    expect(await jsonOf('job', id)).toMatchObject({ request: { priority: 7 } });
    expect((await here('cancel', id)).stdout).toContain('canceled');
    expect(await jsonOf('events', id, '--types', 'generation.canceled')).toMatchObject({ data: { id, status: 'canceled' } });
    expect(await here('delete', id)).toMatchObject({ code: 7, stderr: expect.stringContaining('--yes') });
    expect(await here('delete', id, '--yes')).toMatchObject({ code: 0, stdout: `${id}: deleted\n` });
    expect((await here('job', id)).code).toBe(5);
    const audit = await here('audit', '--target', id, '--json');
    const actions = [...audit.stdout.matchAll(/"action":"([\w.]+)"/g)].map(([, action]) => action);
    expect(actions).toEqual(['job.remove', 'job.cancel', 'job.change']);
    expect((await here('audit', '--action', 'job.cancel')).stdout).toMatch(new RegExp(`job\\.cancel +${id}`));
  });

  test('Getty is compared with the jobs, and its products and the webhook secret are shown', async () => {
    const compared = await here('reconciliations', 'begin', '--from', '2026-01-01', '--to', '2026-01-02', '--wait');
    expect(compared).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rec_\w+: completed\n/) });
    expect(await jsonOf('reconciliations')).toMatchObject({ id: /^rec_\w+/.exec(compared.stdout)![0], status: 'completed' });
    expect((await here('products')).stdout).toMatch(/^\d+ +active /m);
    const { stdout: secret } = await here('webhook-secret');
    expect(secret).toBe(`${WEBHOOK_SECRET}\n`);
    const rotated = await here('webhook-secret', 'rotate', '--overlap', '1h', '--yes');
    expect(rotated).toMatchObject({ code: 0, stdout: expect.stringMatching(/^whsec_\S+\n$/) });
    expect(rotated.stdout).not.toBe(secret);
  });

  test('a wrong key ends with 5, and an API that is away with 6', async () => {
    expect((await darkroom(folder, ['jobs'], { ...environment, DARKROOM_API_KEY: 'wrong' })).code).toBe(5);
    expect((await darkroom(folder, ['jobs', '--url', 'http://127.0.0.1:9'], environment)).code).toBe(6);
  });
});
