import { randomBytes } from 'node:crypto';

import { expect, test } from '@jest/globals';
import { redisContents, testRedis, type RedisEntry } from '@darkroom/testkit';

import { everyCall, exampleBodies, fillPath, makeThings, queriesAbout, type Call, type Things } from './every-call.ts';
import { problemOf, setup, type Asked, type World } from './world.ts';

/** A call of a table row about certain things. */
type Try = { name: string; method: string; path: string; body: unknown };

/** Each row with each of its example bodies, and with each parameter of its query that names a thing. What deletes comes last. */
function triesAbout(things: Things): Try[] {
  const tries = everyCall().flatMap((call: Call) => {
    const path = fillPath(call.path, things);
    const bodies = exampleBodies(call, things);
    const paths = [path, ...queriesAbout(call, things).map((query) => `${path}${query}`)];
    return paths.flatMap((tried) =>
      (bodies.length === 0 ? [undefined] : bodies).map((body) => ({
        name: `${call.method} ${call.path}`,
        method: call.method,
        path: tried,
        body,
      })),
    );
  });
  return [...tries.filter(({ method }) => method !== 'DELETE'), ...tries.filter(({ method }) => method === 'DELETE')];
}

async function walk(world: World, { method, path, body }: Try, asked: Asked) {
  return world.call(path, {
    ...asked,
    method,
    ...(body !== undefined && { body }),
    // Streams would never end; their other form is a list.
    headers: { accept: 'application/json', ...asked.headers },
  });
}

async function setupWithRedis() {
  await using owned = new AsyncDisposableStack();
  const redis = owned.use(testRedis());
  const key = randomBytes(32).toString('base64');
  const world = owned.use(await setup({ redis, settings: { DARKROOM_ENCRYPTION_KEY: key } }));
  const things = await makeThings(world, 'acme');
  const disposables = owned.move();
  return {
    world,
    things,
    /** All that lies in Redis, but for what another tenant has and what everybody shares. */
    stored: async (): Promise<RedisEntry[]> => {
      const own = ['acme', ...Object.values(things).filter((thing) => thing.length > 8)];
      const entries = await redisContents(redis);
      return entries.filter(({ key: name }) => own.some((word) => name.includes(word))).toSorted((a, b) => (a.key < b.key ? -1 : 1));
    },
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  };
}

test('no call shows or changes what another tenant has', async () => {
  await using made = await setupWithRedis();
  const { world, things } = made;
  const before = await made.stored();
  expect(before.length).toBeGreaterThan(10);
  const ids = [...new Set(Object.values(things).filter((thing) => thing.length > 8))];

  for (const tried of triesAbout(things)) {
    const answered = await walk(world, tried, { tenant: 'beta' });
    const told = [tried.name, tried.path, answered.status, answered.text];
    if (tried.name.includes(':')) {
      expect([tried.path, problemOf(answered, 'not_found').code]).toEqual([tried.path, 'not_found']);
    } else if (tried.method === 'GET') {
      // Its own things, which are none about these.
      if (tried.path.includes('?')) expect([tried.path, answered.json]).toEqual([tried.path, expect.objectContaining({ data: [] })]);
      expect([...told, ids.filter((id) => answered.text.includes(id))]).toEqual([...told, []]);
    } else {
      // What is made is beta's own. What should be made of another's things is not.
      const names = ids.filter((id) => JSON.stringify(tried.body).includes(id));
      if (names.length > 0 && !tried.path.startsWith('/v1/batches')) expect([...told, answered.status]).toEqual([...told, 404]);
      expect([...told, ids.filter((id) => answered.text.includes(id))]).toEqual([...told, []]);
    }
  }
  expect(await made.stored()).toEqual(before);
}, 30_000);

test('the same calls find it for its owner', async () => {
  await using made = await setupWithRedis();
  for (const tried of triesAbout(made.things)) {
    const { status, text } = await walk(made.world, tried, { tenant: 'acme' });
    expect([tried.method, tried.path, tried.body, text, [401, 404, 500].includes(status)]).toEqual([
      tried.method,
      tried.path,
      tried.body,
      text,
      false,
    ]);
  }
}, 30_000);

test.each([
  ['without a key', {}],
  ['with a wrong key', { authorization: 'Bearer wrong' }],
  ['with its key in another scheme', { authorization: 'Basic YWNtZTphY21lLWtleS01ZjNhOWM=' }],
])('%s every call is 401, and nothing happens', async (_how, headers) => {
  await using made = await setupWithRedis();
  const before = await made.stored();
  for (const tried of triesAbout(made.things)) {
    const answered = await walk(made.world, tried, { tenant: null, headers: headers as Record<string, string> });
    expect([tried.path, problemOf(answered, 'unauthorized').code]).toEqual([tried.path, 'unauthorized']);
    expect(answered.headers.get('www-authenticate')).toMatch(/^Bearer/);
  }
  expect(await made.stored()).toEqual(before);
});
