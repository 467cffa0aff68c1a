import { once } from 'node:events';

import { describe, expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { BASIC, dashboardWorld, PASSWORD, PEOPLES_PASSWORD, USER } from '../test/dashboard-world.ts';
import { watchLive } from '../test/live-events.ts';

type World = Awaited<ReturnType<typeof dashboardWorld>>;

const AUTHOR = { actor: { type: 'system', id: 'test', name: 'test' }, ip: null, requestId: null } as const;
const basicOf = (user: string, password = PEOPLES_PASSWORD) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

async function personOf(world: World, name: string) {
  const person = await world.store.people.find('name', name);
  if (!person) throw new Error(name);
  return person;
}

/** Ways in which a session ends, each by what happens outside of this process. */
const ENDS: Record<string, (world: World) => Promise<unknown>> = {
  'an admin ends it': async (world) => world.store.sessions.end(await personOf(world, 'ann')),
  'the role changes': async (world) =>
    world.store.people.change(await personOf(world, 'ann'), { role: 'admin' }, { author: AUTHOR, ends: true }),
  'the person is disabled': async (world) =>
    world.store.people.change(await personOf(world, 'ann'), { disabledAt: 1 }, { author: AUTHOR, ends: true }),
  'the person is removed': async (world) => world.store.people.remove(await personOf(world, 'ann'), AUTHOR),
};

describe('a session of a person', () => {
  test.each(Object.entries(ENDS))('ends in every process, with its streams, when %s', async (_why, end) => {
    await using world = await dashboardWorld();
    await world.person({ name: 'ann', role: 'operator' });
    const cookie = await world.sessionCookie('ann', PEOPLES_PASSWORD);
    const live = await fetch(`${world.url}/live`, { headers: { cookie } });
    const events = await fetch(`${world.url}/v1/events`, { headers: { cookie, accept: 'text/event-stream', 'darkroom-tenant': 'acme' } });
    expect([live.status, events.status]).toEqual([200, 200]);
    const over = Promise.all([live.text(), events.text()]);
    await end(world);
    await over;
    await waitFor(async () => (await world.get('/data/jobs', { cookie })).status === 401, { what: 'the session to be over' });
  });

  test('ends at the logout at once, and only that one', async () => {
    await using world = await dashboardWorld();
    await world.person({ name: 'ann' });
    const [one, other] = [await world.sessionCookie('ann', PEOPLES_PASSWORD), await world.sessionCookie('ann', PEOPLES_PASSWORD)];
    await fetch(`${world.url}/logout`, { method: 'POST', headers: { cookie: one }, redirect: 'manual' });
    expect([(await world.get('/data/jobs', { cookie: one })).status, (await world.get('/data/jobs', { cookie: other })).status]).toEqual([
      401, 200,
    ]);
  });

  test('of a form of another site neither begins nor ends', async () => {
    await using world = await dashboardWorld();
    const cookie = await world.sessionCookie();
    const foreign = { 'sec-fetch-site': 'cross-site' };
    const body = new URLSearchParams({ user: USER, password: PASSWORD });
    expect((await fetch(`${world.url}/login`, { method: 'POST', body, headers: foreign })).status).toBe(403);
    expect((await fetch(`${world.url}/logout`, { method: 'POST', headers: { ...foreign, cookie } })).status).toBe(403);
    expect((await world.get('/data/jobs', { cookie })).status).toBe(200);
  });

  test('notes when it is used, and nothing that opens it is in Redis', async () => {
    const time = { ahead: 0 };
    const clock = { now: () => Date.now() + time.ahead, sleep: (_ms: number, signal?: AbortSignal) => untilAborted(signal) };
    await using world = await dashboardWorld({ clock });
    const ann = await world.person({ name: 'ann' });
    const cookie = await world.sessionCookie('ann', PEOPLES_PASSWORD);
    time.ahead = 61_000;
    await world.get('/data/jobs', { cookie });
    const [session] = await world.store.sessions.list(ann.id);
    expect(session!.seenAt - session!.createdAt).toBeGreaterThanOrEqual(61_000);
    expect(session).toMatchObject({ ip: '127.0.0.1', way: 'password' });
    expect(cookie).not.toContain(session!.id);
  });
});

/** A clock that stands still for who sleeps. */
async function untilAborted(signal?: AbortSignal): Promise<void> {
  if (signal && !signal.aborted) await once(signal, 'abort');
}

describe('the person in the settings', () => {
  test('has sessions that end when the password in the settings changes, and no other sign of theirs in Redis', async () => {
    await using redis = await ownRedis();
    await using world = await dashboardWorld({ redisUrl: redis.url, environment: { REDIS_PREFIX: 'shared' } });
    const cookie = await world.sessionCookie();
    await using same = await dashboardWorld({ redisUrl: redis.url, environment: { REDIS_PREFIX: 'shared' } });
    expect((await same.get('/data/jobs', { cookie })).status).toBe(200);
    await using other = await dashboardWorld({
      redisUrl: redis.url,
      environment: { REDIS_PREFIX: 'shared', DASHBOARD_PASSWORD: 'another-password' },
    });
    expect((await other.get('/data/jobs', { cookie })).status).toBe(401);
  });

  test('is not taken over by a stored person with their name, in whatever capitals', async () => {
    await using world = await dashboardWorld();
    const stored = await world.person({ name: USER });
    expect((await world.logIn(USER, PEOPLES_PASSWORD)).status).toBe(401);
    expect((await world.logIn(USER.toUpperCase(), PEOPLES_PASSWORD)).status).toBe(401);
    const digest = 'd'.repeat(43);
    const of = { id: stored.id, version: stored.version };
    await world.store.sessions.open({ digest, of, name: USER, way: 'password', lastsMs: 60_000, ip: null, agent: '' }, AUTHOR);
    expect((await world.logIn()).status).toBe(303);
  });
});

describe('HTTP Basic of a person', () => {
  test('lets in as what they are, and no longer once they have changed; streams end too', async () => {
    await using world = await dashboardWorld();
    await world.person({ name: 'ann', tenants: ['acme'] });
    const headers = { authorization: basicOf('Ann') };
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.get('/data/jobs', headers)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect((await world.get('/queues/api/queues', headers)).status).toBe(403);
    const live = await fetch(`${world.url}/live`, { headers });
    await ENDS['the person is disabled']!(world);
    await live.text();
    await waitFor(async () => (await world.get('/data/jobs', headers)).status !== 200, { what: 'the person to be refused' });
  });
});

test('while Redis is away, known sessions go on, nobody new gets in, and the setting works for scripts', async () => {
  await using redis = await ownRedis();
  await using world = await dashboardWorld({ redisUrl: redis.url });
  await world.person({ name: 'ann' });
  const cookie = await world.sessionCookie('ann', PEOPLES_PASSWORD);
  const unseen = await world.sessionCookie();
  await using live = await watchLive(world.url);
  await waitFor(() => live.of('snapshot')[0], { what: 'the snapshot' });
  expect((await world.get('/data/jobs', { cookie })).status).toBe(200);
  await redis.kill();
  await waitFor(() => live.of('store').some(({ available }) => !available), { what: 'the loss to be noticed' });

  const page = { accept: 'text/html' };
  expect((await world.get('/jobs', { cookie, ...page })).status).toBe(200);
  const refused = await world.get('/jobs', { cookie: unseen, ...page });
  expect([refused.status, await refused.text()]).toEqual([503, expect.stringContaining('nobody can log in now')]);
  expect((await world.logIn('ann', PEOPLES_PASSWORD)).status).toBe(503);
  expect((await world.logIn()).status).toBe(503);
  expect((await world.get('/jobs', { authorization: BASIC, ...page })).status).toBe(200);
  expect((await world.get('/login/session', { cookie: unseen })).status).toBe(503);
  expect((await fetch(`${world.url}/logout`, { method: 'POST', headers: { cookie } })).status).toBe(503);
});
