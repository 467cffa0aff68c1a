import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { freePort } from '@darkroom/embedded-redis';
import { waitFor } from '@darkroom/testkit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { createGivens } from './guide/givens.ts';
import { readBlocks } from './guide/read-blocks.ts';
import { readCommands } from './guide/read-commands.ts';
import { runCommand } from './guide/run-command.ts';
import { startSnippet } from './guide/start-snippet.ts';
import { ADMIN_KEY, API_KEY, startSystem, WEBHOOK_SECRET, type System } from './system.ts';

/** Every `curl` of the pages for callers is run as it stands there and must meet with success, and what verifies webhooks there verifies ours. */
const guide = readPage('integrate.md');
const commands = [guide, readPage('money.md')].flatMap(readCommands);
const hasCurl = spawnSync('curl', ['--version']).status === 0;

let system: System;
/** What each command is given, made all at once: a job takes its time to be held. */
let given: Promise<Record<string, string>>[];

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
}, 180_000);

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
  withCurl.each(commands.map((command, index) => ({ ...command, index })))(
    '$title',
    async ({ index, ...command }) => {
      const variables = { API: system.processes.api.url, KEY: API_KEY, ADMIN_KEY, ...(await given[index]) };
      // oxlint-disable-next-line jest/no-standalone-expect -- it is in a test, but where there is no curl to run
      await expect(runCommand(command, variables)).resolves.toEqual(expect.any(String));
    },
    60_000,
  );
});

test('the receiver in Node verifies a webhook and prints its content', async () => {
  const port = await freePort();
  await using receiver = await startSnippet(snippetWith('standardwebhooks').replace('(8300)', `(${port})`), { WEBHOOK_SECRET });
  const url = `http://127.0.0.1:${port}/`;
  const refuses = async () => (await fetch(url, { method: 'POST', body: 'unsigned' })).status === 400;
  await waitFor(refuses, { what: 'the receiver to refuse what is not signed' });
  const { id } = await system.submit({ prompt: 'A red bicycle', webhook: { url } });
  expect(await receiver.printed(id)).toMatch(/^evt_\d+-\d+ generation\.succeeded job_\w+ \d+ succeeded$/);
});

test('the reader of the stream in Node prints each success', async () => {
  await using reader = await startSnippet(snippetWith('eventsource'), { API: system.processes.api.url, KEY: API_KEY });
  const open = async () => /^darkroom_event_streams.* [1-9]/m.test(await (await fetch(`${system.processes.api.url}/metrics`)).text());
  await waitFor(open, { what: 'the stream to be open' });
  const { id } = await system.submit({ prompt: 'A red bicycle' });
  expect(await reader.printed(id)).toMatch(/^evt_\d+-\d+ job_\w+$/);
});

function snippetWith(text: string): string {
  const snippet = readBlocks(guide, 'js').find(({ lines }) => lines.some((line) => line.includes(text)));
  if (!snippet) throw new Error(`The guide has no snippet with ${text}`);
  return snippet.lines.join('\n');
}

function readPage(name: string): string {
  return readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');
}
