import { OPERATIONS } from '@darkroom/api/openapi/operations';
import { describe, expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import { includes, roleFor, type Role } from '../login/roles.ts';
import { dashboardWorld, PEOPLES_PASSWORD } from '../test/dashboard-world.ts';
import { watchLive } from '../test/live-events.ts';

type World = Awaited<ReturnType<typeof dashboardWorld>>;

const CALLS = Object.entries(OPERATIONS).flatMap(([name, { scope }]) => (scope === 'open' ? [] : [{ name, scope }]));
const ROLES: Role[] = ['viewer', 'operator', 'admin'];
const PROMPT = 'the secret prompt of the others';

const basicOf = (user: string) => `Basic ${Buffer.from(`${user}:${PEOPLES_PASSWORD}`).toString('base64')}`;

/** Makes a call of the API as a person. `id`: of what it is about. */
async function ask(world: World, user: string, name: string, { id = 'none', tenant }: { id?: string; tenant?: string } = {}) {
  const [method = '', path = ''] = name.split(' ');
  const isRead = method === 'GET' || method === 'DELETE';
  const answer = await fetch(`${world.url}${path.replaceAll(/:\w+/g, id)}`, {
    method,
    redirect: 'manual',
    headers: {
      authorization: basicOf(user),
      accept: 'application/json',
      ...(tenant !== undefined && { 'darkroom-tenant': tenant }),
      ...(!isRead && { 'content-type': 'application/json' }),
    },
    ...(!isRead && { body: '{}' }),
  });
  return { status: answer.status, text: await answer.text() };
}

describe('each call of the API', () => {
  test.each(ROLES)('is made by a %s exactly if the role has it', async (role) => {
    await using world = await dashboardWorld();
    await world.person({ name: 'ann', role });
    const wrong: string[] = [];
    for (const call of CALLS) {
      const { status, text } = await ask(world, 'ann', call.name, { tenant: 'acme' });
      const isRefused = status === 403 && text.includes('This needs the role');
      if (isRefused === includes(role, roleFor(call))) wrong.push(`${call.name}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** A job, a key, an endpoint and an entry of the audit of two tenants. */
async function withTwoTenants() {
  const world = await dashboardWorld({ environment: { DARKROOM_API_KEYS: 'acme:key-of-acme,globex:key-of-globex' } });
  const own = await world.drive.accept({ tenant: 'acme', request: { prompt: 'a fox' } });
  const other = await world.drive.accept({ tenant: 'globex', request: { prompt: PROMPT } });
  await world.drive.wait(other);
  await world.drive.succeed(other);
  const actor = { type: 'person', id: 'root', name: 'root' } as const;
  const author = { actor, ip: null, requestId: null, note: PROMPT };
  const held = await world.drive.accept({ tenant: 'globex', request: { prompt: PROMPT } });
  await world.store.jobs.cancel(held, 'generation', { author });
  await world.person({ name: 'viewer', role: 'viewer', tenants: ['acme'] });
  await world.person({ name: 'operator', role: 'operator', tenants: ['acme'] });
  await world.person({ name: 'admin', role: 'admin', tenants: ['acme'] });
  await world.person({ name: 'two', role: 'viewer', tenants: ['acme', 'beta'] });
  await world.person({ name: 'none', role: 'admin', tenants: [] });
  return { ...world, own, other };
}

describe('a person who is limited to tenants', () => {
  test.each(ROLES)('as a %s gets nothing of other tenants by any call, and cannot choose them', async (role) => {
    await using world = await withTwoTenants();
    const found: string[] = [];
    for (const { name } of CALLS) {
      const answers = [
        await ask(world, role, name, { id: world.other }),
        await ask(world, role, name),
        await ask(world, role, name, { tenant: 'acme', id: world.other }),
      ];
      for (const { status, text } of answers)
        if (text.includes('globex') || text.includes(PROMPT)) found.push(`${name}: ${status} ${text}`);
      const chosen = await ask(world, role, name, { tenant: 'globex' });
      if (chosen.status !== 403) found.push(`${name}: ${chosen.status} for globex`);
    }
    expect(found).toEqual([]);
    expect(await world.store.jobs.get(world.other)).toMatchObject({ status: 'succeeded', run: 1 });
  });

  test('sees nothing of others in lists, on pages, in pictures and behind deliveries', async () => {
    await using world = await withTwoTenants();
    const headers = { authorization: basicOf('viewer') };
    for (const path of ['/data/jobs', '/', '/jobs', '/data/account']) {
      const answer = await world.get(path, headers);
      expect([answer.status, await answer.text()]).toEqual([200, expect.not.stringMatching(/globex|the secret prompt/)]);
    }
    expect((await world.get(`/data/jobs/${world.own}`, headers)).status).toBe(200);
    expect((await world.get(`/data/jobs/${world.other}`, headers)).status).toBe(404);
    expect((await world.get(`/pictures/${world.other}/0`, headers)).status).toBe(404);
    const { person } = world;
    await person({ name: 'all' });
    expect((await world.get(`/pictures/${world.other}/0`, { authorization: basicOf('all') })).status).toBe(302);
  });

  test.each(ROLES)('as a %s gets nothing of others from what pages read', async (role) => {
    await using world = await withTwoTenants();
    const lists = ['jobs', 'held', 'gallery', 'usage', 'budgets', 'endpoints', 'deliveries', 'history', 'system', 'people'];
    const ofOthers = ['jobs', 'held', 'endpoints', 'deliveries'].map((name) => `/data/${name}/${world.other}`);
    const found: unknown[] = [];
    for (const path of [...lists.map((name) => `/data/${name}`), ...ofOthers, `/jobs/${world.other}/file`]) {
      const { status, text } = await ask(world, role, `GET ${path}`);
      if (status >= 500 || /globex|the secret prompt/.test(text) || (ofOthers.includes(path) && status !== 404))
        found.push({ path, status, text });
      if ((await ask(world, role, `GET ${path}`, { tenant: 'globex' })).status === 200) found.push({ path, chosen: 'globex' });
    }
    expect(found).toEqual([]);
  });

  test('gets live events of their tenants only', async () => {
    await using world = await withTwoTenants();
    await using live = await watchLive(world.url, { authorization: basicOf('two') });
    await waitFor(() => live.of('snapshot')[0], { what: 'the snapshot' });
    const other = await world.drive.accept({ tenant: 'globex', request: { prompt: PROMPT } });
    await world.drive.wait(other);
    const own = await world.drive.accept({ tenant: 'acme' });
    await world.drive.wait(own);
    await waitFor(() => live.of('moved').some(({ jobs = [] }) => jobs.some(({ id }) => id === own)), { what: 'their own job' });
    expect(JSON.stringify([live.of('snapshot'), live.of('moved'), live.of('counts'), live.of('limits')])).not.toMatch(
      /globex|the secret prompt/,
    );
  });

  test.each(['viewer', 'operator', 'admin', 'two', 'none'])('%s sees no queues, and manages no people', async (name) => {
    await using world = await withTwoTenants();
    const headers = { authorization: basicOf(name) };
    for (const path of ['/queues', '/queues/', '/queues/api/queues', '/queues/queue/generation', '/data/people']) {
      expect([path, (await world.get(path, headers)).status]).toEqual([path, 403]);
    }
  });

  test('names one where there are several, and has none where there are none', async () => {
    await using world = await withTwoTenants();
    const list = (name: string, more = {}) => world.get('/data/jobs', { authorization: basicOf(name), ...more });
    expect((await list('two')).status).toBe(422);
    expect((await list('two', { 'darkroom-tenant': 'acme' })).status).toBe(200);
    expect((await list('none')).status).toBe(403);
    expect((await world.get('/data/account', { authorization: basicOf('two') })).status).toBe(200);
  });
});
