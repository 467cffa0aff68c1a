import { randomBytes } from 'node:crypto';

import { expect, test } from '@jest/globals';
import type { BulkAction, Problem } from '@darkroom/contracts';
import { redisContents, testRedis, type RedisEntry } from '@darkroom/testkit';

import { everyCall, exampleBodies, fillPath, makeThings, queriesAbout, type Call, type Things } from './every-call.ts';
import { problemOf, setup, type Answered, type Asked, type World } from './world.ts';

/** A call of a table row about certain things. */
type Try = { route: string; method: string; path: string; body: unknown };

/** Each row with each of its example bodies, and with each parameter of its query that names a thing. What deletes comes last. */
function triesAbout(things: Things): Try[] {
  const tries = everyCall().flatMap((call: Call) => {
    const path = fillPath(call.path, things);
    const bodies = exampleBodies(call, things);
    const paths = [path, ...queriesAbout(call, things).map((query) => `${path}${query}`)];
    return paths.flatMap((tried) =>
      (bodies.length === 0 ? [undefined] : bodies).map((body) => ({
        route: call.path,
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
    /** All keys in Redis that belong to this tenant, without those of others and shared ones. */
    stored: async (): Promise<RedisEntry[]> => {
      const own = ['acme', ...Object.values(things).filter((thing) => thing.length > 8)];
      const entries = await redisContents(redis);
      return entries.filter(({ key: name }) => own.some((word) => name.includes(word))).toSorted((a, b) => (a.key < b.key ? -1 : 1));
    },
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  };
}

/** What is wrong with an answer to a tenant that asked about another's things. */
function complainOf({ method, path, route, body }: Try, answered: Answered, ids: string[]): string | undefined {
  // Of many jobs each is answered by itself.
  if (/^\/v1\/jobs\/(cancel|retry)$/.test(route)) {
    const { data } = answered.json as BulkAction;
    return data.every((item) => item.outcome === 'refused' && item.error.code === 'not_found') ? undefined : 'acts on them';
  }
  // Of a batch only the items that name such things are rejected.
  const asksForThem = route.includes(':') || (route !== '/v1/batches' && ids.some((id) => JSON.stringify(body ?? '').includes(id)));
  if (asksForThem) return (answered.json as Partial<Problem>).code === 'not_found' ? undefined : 'is no 404';
  if (ids.some((id) => answered.text.includes(id))) return 'contains their ids';
  const { data } = answered.json as { data?: unknown[] };
  return method === 'GET' && path.includes('?') && data?.length !== 0 ? 'is no empty list' : undefined;
}

test('no call shows or changes what another tenant has', async () => {
  await using made = await setupWithRedis();
  const { world, things } = made;
  const before = await made.stored();
  // A PUT makes the caller's own thing under this id.
  const asking = triesAbout(things).filter(({ method }) => method !== 'PUT');
  expect(before.length).toBeGreaterThan(10);
  const ids = [...new Set(Object.values(things).filter((thing) => thing.length > 8))];

  const complaints: string[] = [];
  for (const tried of asking) {
    const answered = await walk(world, tried, { tenant: 'beta' });
    const complaint = complainOf(tried, answered, ids);
    if (complaint !== undefined) complaints.push(`${tried.method} ${tried.path}: ${complaint}: ${answered.status} ${answered.text}`);
  }
  expect(complaints).toEqual([]);
  expect(await made.stored()).toEqual(before);
});

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
});

test.each([
  ['without a key', {}],
  ['with a wrong key', { authorization: 'Bearer wrong' }],
  ['with its key in another scheme', { authorization: 'Basic YWNtZTphY21lLWtleS01ZjNhOWM=' }],
] as [string, Record<string, string>][])('%s every call is 401, and nothing happens', async (_how, headers) => {
  await using made = await setupWithRedis();
  const before = await made.stored();
  for (const tried of triesAbout(made.things)) {
    const answered = await walk(made.world, tried, { tenant: null, headers });
    expect([tried.path, problemOf(answered, 'unauthorized').code]).toEqual([tried.path, 'unauthorized']);
    expect(answered.headers.get('www-authenticate')).toMatch(/^Bearer/);
  }
  expect(await made.stored()).toEqual(before);
});
