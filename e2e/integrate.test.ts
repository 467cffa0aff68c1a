import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort } from '@darkroom/embedded-redis';
import { waitFor } from '@darkroom/testkit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Webhook } from 'standardwebhooks';

import { createGivens } from './guide/givens.ts';
import { readBlocks } from './guide/read-blocks.ts';
import { readCommands } from './guide/read-commands.ts';
import { runBlocks } from './guide/run-blocks.ts';
import { runCommand } from './guide/run-command.ts';
import { startSnippet } from './guide/start-snippet.ts';
import { ADMIN_KEY, API_KEY, startSystem, WEBHOOK_SECRET, type System } from './system.ts';

/** Every `curl` and every block of the client on the pages for callers is run as it stands there and must meet with success. */
const guide = readPage('integrate.md');
const recipes = readPage('recipes.md');
const [money, reconciliation] = ['money.md', 'reconciliation.md'].map(readPage);
const commands = [guide, money!, reconciliation!].flatMap(readCommands);
const [clientBlock, ...blocks] = [guide, recipes, money!, reconciliation!]
  .flatMap((page) => readBlocks(page, 'js'))
  .filter(({ lines }) => !isServer(lines));
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const hasPython = spawnSync('python3', ['--version']).status === 0;

let system: System;
/** What each command is given, made all at once: a job takes its time to be held. */
let given: Promise<Record<string, string>>[];
let blocksRun: Promise<(string | null)[]>;

beforeAll(async () => {
  system = await startSystem({
    all: {
      DARKROOM_ADMIN_KEY: ADMIN_KEY,
      DARKROOM_ENCRYPTION_KEY: Buffer.alloc(32, 5).toString('base64'),
      DARKROOM_PRICES: '{"currency":"USD","generation":"0.12","download.4k":"1.50"}',
    },
  });
  const givens = createGivens(system);
  given = commands.map((command) => givens(command.given));
  for (const making of given) making.catch(() => undefined); // its own test says so
  blocksRun = runAll(givens);
  blocksRun.catch(() => undefined); // the tests of the blocks say so
});

async function runAll(givens: ReturnType<typeof createGivens>): Promise<(string | null)[]> {
  const all = await Promise.all(blocks.map(async (block) => ({ block, given: await givens(block.given) })));
  return runBlocks(clientBlock!, all, { DARKROOM_URL: system.processes.api.url, DARKROOM_API_KEY: API_KEY });
}

afterAll(() => system[Symbol.asyncDispose]());

test('the pages have a command for each group of calls', () => {
  const texts = commands.map(({ text, setting }) => setting + text).join('\n');
  for (const path of [
    'generations',
    'downloads',
    'batches',
    'jobs',
    'events',
    'endpoints',
    'deliveries',
    'keys',
    'usage',
    'budgets',
    'files',
    'uploads',
    'redownloads',
  ]) {
    expect(texts).toContain(`/v1/${path}`);
  }
});

describe('works as it stands on its page', () => {
  const withCurl = hasCurl ? test : test.skip;
  withCurl.each(commands.map((command, index) => ({ ...command, index })))('$title', async ({ index, ...command }) => {
    const variables = { API: system.processes.api.url, KEY: API_KEY, ADMIN_KEY, ...(await given[index]) };
    // oxlint-disable-next-line jest/no-standalone-expect -- it is in a test, but where there is no curl to run
    await expect(runCommand(command, variables)).resolves.toEqual(expect.any(String));
  });
});

describe('the client does what the page says', () => {
  test.each(
    blocks.map(({ heading, lines }, index) => ({
      title: `${heading}: ${lines.find((line) => line.includes('darkroom.'))!.trim()}`,
      index,
    })),
  )('$title', async ({ index }) => {
    expect((await blocksRun)[index]).toBeNull();
  });
});

test('the receiver in Node verifies a webhook and prints its content', async () => {
  const port = await freePort();
  await using receiver = await startSnippet(snippetWith('createServer').replace('(8300)', `(${port})`), { WEBHOOK_SECRET });
  const url = `http://127.0.0.1:${port}/`;
  const refuses = async () => (await fetch(url, { method: 'POST', body: 'unsigned' })).status === 400;
  await waitFor(refuses, { what: 'the receiver to refuse what is not signed' });
  const { id } = await system.submit({ prompt: 'A red bicycle', webhook: { url } });
  expect(await receiver.printed(id)).toMatch(/^evt_\d+-\d+ generation\.succeeded job_\w+ \d+ succeeded$/);
});

(hasPython ? test : test.skip)('the receiver in Python without packages does the same', async () => {
  const port = await freePort();
  const [program] = readBlocks(recipes, 'python');
  const environment = { DARKROOM_WEBHOOK_SECRET: `whsec_b3RoZXI= ${WEBHOOK_SECRET}` };
  await using receiver = await startSnippet(program!.lines.join('\n').replace('8303', String(port)), environment, ['python3', '-c']);
  const url = `http://127.0.0.1:${port}/`;
  const post = async (headers: Record<string, string>) => (await fetch(url, { method: 'POST', body: '{}', headers })).status;
  await waitFor(async () => (await post({})) === 400, { what: 'the receiver to refuse what is not signed' });
  // oxlint-disable-next-line jest/no-standalone-expect -- it is in a test, but where there is no Python
  expect(await post(signed('{}', new Date(Date.now() - 600_000)))).toBe(400);
  const { id } = await system.submit({ prompt: 'A red bicycle', webhook: { url } });
  // oxlint-disable-next-line jest/no-standalone-expect -- it is in a test, but where there is no Python
  expect(await receiver.printed(id)).toMatch(/^evt_\d+-\d+ generation\.succeeded job_\w+$/);
});

test('the route of Next.js verifies a webhook', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-route-'));
  await symlink(fileURLToPath(new URL('node_modules', import.meta.url)), join(folder, 'node_modules'));
  const [route] = readBlocks(recipes, 'ts');
  await writeFile(join(folder, 'route.ts'), route!.lines.join('\n'));
  const body = JSON.stringify({ type: 'webhook.test', timestamp: new Date().toISOString(), data: { object: 'endpoint', id: 'ep_1' } });
  const script = `import { POST } from ${JSON.stringify(join(folder, 'route.ts'))};
    for (const headers of [${JSON.stringify(signed(body))}, {}]) {
      console.log((await POST(new Request('http://site.test', { method: 'POST', headers, body: ${JSON.stringify(body)} }))).status);
    }
    console.log('end');`;
  await using site = await startSnippet(script, { DARKROOM_WEBHOOK_SECRET: WEBHOOK_SECRET });
  await site.printed('end');
  expect(await site.printed('204')).toBe('204');
  expect(await site.printed('400')).toBe('400');
  await rm(folder, { recursive: true });
});

function signed(body: string, at = new Date()): Record<string, string> {
  return {
    'webhook-id': 'evt_1-0',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(WEBHOOK_SECRET).sign('evt_1-0', at, body),
  };
}

/** What goes on for ever is started by a test of its own. */
function isServer(lines: string[]): boolean {
  return lines.some((line) => line.includes('createServer('));
}

function snippetWith(text: string): string {
  const snippet = readBlocks(guide, 'js').find(({ lines }) => lines.some((line) => line.includes(text)));
  if (!snippet) throw new Error(`The guide has no snippet with ${text}`);
  return snippet.lines.join('\n');
}

function readPage(name: string): string {
  return readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');
}
