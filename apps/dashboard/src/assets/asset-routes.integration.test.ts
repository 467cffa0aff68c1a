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

/** Where the scripts and styles of this version are. */
async function assetsOf(world: World): Promise<string> {
  const page = await (await world.get('/', { ...headers, accept: 'text/html' })).text();
  return /src="(\/assets\/[\w-]+)\/pages\/overview\.ts"/.exec(page)?.[1] ?? '';
}

describe('the scripts of a page', () => {
  test('are all served, as JavaScript, and named by the page', async () => {
    await using world = await dashboardWorld();
    const page = await (await world.get('/jobs', { ...headers, accept: 'text/html' })).text();
    const [, entry = ''] = /<script type="module" src="([^"]+)"/.exec(page) ?? [];
    const scripts = await followImports(world, entry);
    expect(scripts.size).toBeGreaterThan(20);
    const preloaded = [...page.matchAll(/<link rel="modulepreload" href="([^"]+)"/g)].map(([, address = '']) => address);
    const inner = /lit-html\/directive(-helpers)?\.js$/; // those that only lit-html itself imports
    expect(new Set(preloaded)).toEqual(new Set([...scripts.keys()].filter((address) => !inner.test(address))));
  });

  test('are kept by browsers for ever under the name of their version, and not at all under another', async () => {
    await using world = await dashboardWorld();
    const at = await assetsOf(world);
    for (const path of ['pages/jobs.ts', 'lit-html/lit-html.js', 'styles/card.css']) {
      expect((await world.get(`${at}/${path}`, headers)).headers.get('cache-control')).toMatch(/^private, max-age=\d+, immutable$/);
      const other = await world.get(`/assets/earlier/${path}`, headers);
      expect([other.status, other.headers.get('cache-control')]).toEqual([200, 'no-store']);
    }
  });

  test('that are not there are not kept either', async () => {
    await using world = await dashboardWorld();
    for (const path of ['styles/nothing.css', 'nothing.ts']) {
      const answer = await world.get(`${await assetsOf(world)}/${path}`, headers);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store']);
    }
  });

  test.each(['/assets/v/words/job/timeline.test.ts', '/assets/v/tsconfig.json', '/assets/open/../../app.ts', '/assets/v/nothing.ts'])(
    '%s is not among them',
    async (address) => {
      await using world = await dashboardWorld();
      expect((await world.get(address, headers)).status).toBe(404);
    },
  );

  test('are for people who have logged in, but for those of the login', async () => {
    await using world = await dashboardWorld();
    expect((await world.get('/assets/v/pages/jobs.ts')).status).toBe(401);
    expect((await world.get('/assets/v/lit-html/lit-html.js')).status).toBe(401);
    expect((await world.get('/assets/open/login.ts')).headers.get('content-type')).toMatch(/^text\/javascript/);
  });
});
