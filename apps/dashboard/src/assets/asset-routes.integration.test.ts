import { describe, expect, test } from '@jest/globals';

import { BASIC, dashboardWorld } from '../test/dashboard-world.ts';

const headers = { authorization: BASIC };

type World = Awaited<ReturnType<typeof dashboardWorld>>;

/** The addresses of all scripts that a page reaches through its imports, each read once. */
async function followImports(world: World, from: string): Promise<Map<string, string>> {
  const read = new Map<string, string>();
  const wanted = [from];
  for (let address = wanted.pop(); address !== undefined; address = wanted.pop()) {
    if (read.has(address)) continue;
    const answer = await world.get(address, headers);
    expect([address, answer.status, answer.headers.get('content-type')]).toEqual([
      address,
      200,
      expect.stringMatching(/^text\/javascript/),
    ]);
    const code = await answer.text();
    read.set(address, code);
    for (const [, specifier = ''] of code.matchAll(/\b(?:from|import) ?["']([\w@./-]+)["']/g)) {
      expect(specifier).toMatch(/^[./]/);
      wanted.push(new URL(specifier, `${world.url}${address}`).pathname);
    }
  }
  return read;
}

describe('the scripts of a page', () => {
  test('are all served, as JavaScript, and named by the page', async () => {
    await using world = await dashboardWorld();
    const scripts = await followImports(world, '/assets/pages/jobs.ts');
    expect(scripts.size).toBeGreaterThan(30);
    const page = await (await world.get('/', { ...headers, accept: 'text/html' })).text();
    const preloaded = [...page.matchAll(/<link rel="modulepreload" href="([^"]+)"/g)].map(([, address = '']) => address);
    const inner = /lit-html\/directive(-helpers)?\.js$/; // those that only lit-html itself imports
    expect(new Set(preloaded)).toEqual(new Set([...scripts.keys()].filter((address) => !inner.test(address))));
  });

  test('are sent once, and again only when they have changed', async () => {
    await using world = await dashboardWorld();
    const asBrowsersAsk = { ...headers, 'cache-control': 'max-age=0' }; // fetch would add no-cache
    for (const address of ['/assets/pages/jobs.ts', '/assets/lit-html/lit-html.js', '/assets/styles/card.css']) {
      const tag = (await world.get(address, headers)).headers.get('etag') ?? '';
      expect(tag).not.toBe('');
      expect((await world.get(address, { ...asBrowsersAsk, 'if-none-match': tag })).status).toBe(304);
    }
  });

  test.each(['/assets/words/timeline.test.ts', '/assets/tsconfig.json', '/assets/open/../../app.ts', '/assets/nothing.ts'])(
    '%s is not among them',
    async (address) => {
      await using world = await dashboardWorld();
      expect((await world.get(address, headers)).status).toBe(404);
    },
  );

  test('are for people who have logged in, but for those of the login', async () => {
    await using world = await dashboardWorld();
    expect((await world.get('/assets/pages/jobs.ts')).status).toBe(401);
    expect((await world.get('/assets/lit-html/lit-html.js')).status).toBe(401);
    expect((await world.get('/assets/open/login.ts')).headers.get('content-type')).toMatch(/^text\/javascript/);
  });
});
