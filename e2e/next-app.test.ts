import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '@darkroom/embedded-redis';
import { waitFor } from '@darkroom/testkit';
import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { readBlocks } from './guide/read-blocks.ts';
import { pack } from './packed/pack.ts';
import { run } from './packed/run.ts';
import { WEBHOOK_SECRET } from './system.ts';

/** 300 MB of packages and a build, so only where it is asked for. */
const withNext = process.env.NEXT_APP ? test : test.skip;

const LAYOUT = `export default function Layout({ children }: { children: React.ReactNode }) {
  return <html><body>{children}</body></html>;
}`;
const PACKAGES = ['next@15', 'react@19', 'react-dom@19', 'typescript@5', '@types/react@19', '@types/node@24'];

withNext('the recipe of Next.js builds in a new site, with the settings that Next.js itself makes, and verifies webhooks', async () => {
  const site = await mkdtemp(join(tmpdir(), 'darkroom-next-'));
  const route = join(site, 'app/api/webhooks/darkroom');
  const [recipe] = readBlocks(readFileSync(new URL('../docs/recipes.md', import.meta.url), 'utf8'), 'ts');
  await mkdir(route, { recursive: true });
  await writeFile(join(site, 'package.json'), '{ "private": true }');
  await writeFile(join(site, 'app/layout.tsx'), LAYOUT);
  await writeFile(join(route, 'route.ts'), recipe!.lines.join('\n'));
  await using packed = await pack(['packages/client']);
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', ...PACKAGES, ...packed.tarballs], {
    cwd: site,
  });
  const next = join(site, 'node_modules/.bin/next');
  await run(next, ['build'], { cwd: site, env: { NEXT_TELEMETRY_DISABLED: '1' } });

  const port = await freePort();
  const env = { PATH: process.env.PATH, NEXT_TELEMETRY_DISABLED: '1', DARKROOM_WEBHOOK_SECRET: `whsec_b3RoZXI= ${WEBHOOK_SECRET}` };
  const server = spawn(process.execPath, [next, 'start', '-p', String(port)], { cwd: site, env, stdio: 'ignore' });
  const ended = once(server, 'exit');
  try {
    const body = JSON.stringify({ type: 'webhook.test', timestamp: new Date().toISOString(), data: { object: 'endpoint', id: 'ep_1' } });
    const post = async (headers: Record<string, string>) =>
      (await fetch(`http://127.0.0.1:${port}/api/webhooks/darkroom`, { method: 'POST', headers, body })).status;
    await waitFor(async () => (await post({})) === 400, { what: 'the site to refuse what is not signed' });
    const now = new Date();
    const signature = new Webhook(WEBHOOK_SECRET).sign('evt_1-0', now, body);
    const signed = {
      'webhook-id': 'evt_1-0',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': signature,
    };
    // oxlint-disable-next-line jest/no-standalone-expect -- it is in a test, but where it is asked for
    expect(await post(signed)).toBe(204);
  } finally {
    server.kill('SIGKILL');
    await ended;
    await rm(site, { recursive: true });
  }
});
