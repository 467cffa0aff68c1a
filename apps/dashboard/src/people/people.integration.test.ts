import { describe, expect, test } from '@jest/globals';

import { BASIC, dashboardWorld, PEOPLES_PASSWORD, USER } from '../test/dashboard-world.ts';
import type { Account } from './account-data.ts';
import type { ShownPerson, ShownSession } from './present-person.ts';

const NEW_PASSWORD = 'clearing winter storm';
const ANN = { name: 'Ann', role: 'operator', tenants: ['acme'], email: 'Ann@Acme.test' };

/** What any of these answers has. */
type Body = Account & { person: ShownPerson; code?: string; data: (ShownPerson & ShownSession)[]; settings_person: string };

type Given = { as?: Record<string, string>; method?: string; body?: unknown; headers?: Record<string, string> };

async function setup() {
  const world = await dashboardWorld();
  /** Asks as the person in the settings, or as another. */
  const ask = async (path: string, { as = { authorization: BASIC }, method = 'GET', body, headers = {} }: Given = {}) => {
    const answer = await fetch(`${world.url}${path}`, {
      method,
      headers: { ...as, ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, json: (text === '' ? null : JSON.parse(text)) as Body };
  };
  const post = (path: string, body: unknown, more: Given = {}) => ask(path, { method: 'POST', body, ...more });
  const create = (body: unknown, headers = {}) => post('/data/people', body, { headers });
  const setPassword = (code: string, password = NEW_PASSWORD, again = password) =>
    fetch(`${world.url}/login/password`, { method: 'POST', body: new URLSearchParams({ code, password, again }), redirect: 'manual' });
  const audited = async () =>
    (await world.store.audit.list({ tenant: null, limit: 20 })).records.map(
      ({ action, actor, target }) => `${actor.id} ${action} ${target.id}`,
    );
  return { ...world, ask, post, create, setPassword, audited };
}

describe('an admin', () => {
  test('makes a person, who sets a password by a link that works once', async () => {
    await using world = await setup();
    const made = await world.create(ANN);
    expect([made.status, made.json.person]).toMatchObject([
      201,
      { name: 'ann', role: 'operator', tenants: ['acme'], email: 'ann@acme.test', has_password: false, source: 'people' },
    ]);
    expect((await world.logIn('ann', NEW_PASSWORD)).status).toBe(401);
    const code = made.json.code!;
    expect(JSON.stringify(await world.store.people.list({ limit: 5 }))).not.toContain(code);
    expect((await world.setPassword(code, 'short')).status).toBe(422);
    expect((await world.setPassword(code, NEW_PASSWORD, 'another password')).status).toBe(422);
    expect((await world.setPassword('x'.repeat(43))).status).toBe(403);
    const set = await world.setPassword(code);
    expect([set.status, set.headers.get('location')]).toEqual([303, '/login?said=password']);
    expect((await world.setPassword(code)).status).toBe(403);
    expect((await world.logIn('Ann', NEW_PASSWORD)).status).toBe(303);
    expect(await world.audited()).toEqual([
      'ann person.login ann',
      'ann person.set_password ann',
      'ann person.login_refused ann',
      `${USER} person.create ann`,
    ]);
  });

  test('makes one person of a request that is repeated, and shows the code only the first time', async () => {
    await using world = await setup();
    const key = { 'idempotency-key': 'once' };
    const [first, again] = [await world.create(ANN, key), await world.create(ANN, key)];
    expect(again.json.person.id).toBe(first.json.person.id);
    expect([again.status, again.json.code, again.headers.get('idempotent-replayed')]).toEqual([201, undefined, 'true']);
  });

  test.each([
    [{ ...ANN, name: 'аnn' }, '/name'], // the first letter is Cyrillic
    [{ ...ANN, name: USER.toUpperCase() }, '/name'],
    [{ ...ANN, tenants: [] }, '/tenants'],
    [{ ...ANN, role: 'root' }, '/role'],
    [{ ...ANN, email: 'ann' }, '/email'],
    [{ ...ANN, password: 'x' }, '/password'],
    [{ ...ANN, subject: '7' }, '/subject'],
  ])('is told what is wrong with %j', async (body, pointer) => {
    await using world = await setup();
    const { status, json } = await world.create(body);
    expect([status, json]).toMatchObject([422, { errors: [{ pointer }] }]);
  });

  test('changes, disables and removes a person, whose sessions end with each', async () => {
    await using world = await setup();
    const ann = await world.person({ name: 'ann', email: 'ann@acme.test' });
    const change = (body: unknown) => world.ask(`/data/people/${ann.id}`, { method: 'PATCH', body });
    const sessionStatus = async (cookie: string) => (await world.ask('/data/account', { as: { cookie } })).status;
    for (const body of [{ role: 'operator' }, { tenants: ['acme'] }, { email: 'a@acme.test' }, { disabled: true }]) {
      await change({ disabled: false });
      const cookie = await world.sessionCookie('ann', PEOPLES_PASSWORD);
      expect((await change(body)).status).toBe(200);
      expect(await world.store.sessions.list(ann.id)).toEqual([]);
      expect(await sessionStatus(cookie)).toBe(401);
    }
    expect((await world.logIn('ann', PEOPLES_PASSWORD)).status).toBe(401);
    await world.person({ name: 'bob' });
    expect(await change({ email: 'bob' })).toMatchObject({ status: 422 });
    expect((await world.ask(`/data/people/${ann.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await world.ask(`/data/people/${ann.id}`, { method: 'DELETE' })).status).toBe(404);
    const { json } = await world.ask('/data/people');
    expect([json.data.map(({ name }) => name), json.settings_person]).toEqual([['bob'], USER]);
  });

  test('makes a new link, and ends the sessions of anyone, also of the person in the settings', async () => {
    await using world = await setup();
    const { json: made } = await world.create(ANN);
    const { json: invited } = await world.post(`/data/people/${made.person.id}/invite`, undefined);
    expect((await world.setPassword(made.code!)).status).toBe(403);
    expect((await world.setPassword(invited.code!)).status).toBe(303);
    const [anns, own] = [await world.sessionCookie('ann', NEW_PASSWORD), await world.sessionCookie()];
    for (const [id, cookie] of [
      [made.person.id, anns],
      ['settings', own],
    ] as const) {
      const listed = await world.ask(`/data/people/${id}/sessions`);
      expect(listed.json.data).toMatchObject([{ way: 'password', ip: '127.0.0.1' }]);
      await world.post(`/data/people/${id}/end-sessions`, undefined);
      expect((await world.ask(`/data/people/${id}/sessions`)).json.data).toEqual([]);
      expect((await world.get('/data/account', { cookie })).status).toBe(401);
    }
  });

  test('does not take away their own access', async () => {
    await using world = await setup();
    const root = await world.person({ name: 'root', role: 'admin' });
    const as = { cookie: await world.sessionCookie('root', PEOPLES_PASSWORD) };
    for (const body of [{ role: 'viewer' }, { tenants: ['acme'] }, { disabled: true }]) {
      expect((await world.ask(`/data/people/${root.id}`, { as, method: 'PATCH', body })).status).toBe(403);
    }
    expect((await world.ask(`/data/people/${root.id}`, { as, method: 'DELETE' })).status).toBe(403);
  });
});

describe('everybody', () => {
  test('sees their account, and ends one of their sessions, the others, or all', async () => {
    await using world = await setup();
    await world.person({ name: 'ann', tenants: ['acme', 'beta'] });
    const logIn = () => world.sessionCookie('ann', PEOPLES_PASSWORD);
    const [one, two, three] = [await logIn(), await logIn(), await logIn()];
    const account = (cookie: string) => world.ask('/data/account', { as: { cookie } });
    const { json } = await account(one);
    expect(json).toMatchObject({ name: 'ann', role: 'viewer', tenants: ['acme', 'beta'], source: 'people', has_password: true });
    expect(json.sessions.map(({ is_this: isThis }) => isThis)).toEqual([false, false, true]);

    const third = (await account(three)).json.sessions.find(({ is_this: isThis }) => isThis)!;
    await world.post(`/data/account/sessions/${third.id}/end`, undefined, { as: { cookie: one } });
    expect((await account(one)).json.sessions).toHaveLength(2);
    await world.post('/data/account/end-sessions', { keep_this: true }, { as: { cookie: two } });
    expect((await account(two)).json.sessions).toMatchObject([{ is_this: true }]);
    await world.post('/data/account/end-sessions', { keep_this: false }, { as: { cookie: two } });
    expect((await account(two)).status).toBe(401);
  });

  test('changes their own password with the present one; other sessions end, and wrong tries are slowed down', async () => {
    await using world = await setup();
    const ann = await world.person({ name: 'ann' });
    const [one, other] = [await world.sessionCookie('ann', PEOPLES_PASSWORD), await world.sessionCookie('ann', PEOPLES_PASSWORD)];
    const change = (current: string, password: string) =>
      world.post('/data/account/password', { current, password }, { as: { cookie: one } });
    expect(await change('wrong', NEW_PASSWORD)).toMatchObject({ status: 422, json: { errors: [{ pointer: '/current' }] } });
    expect(await change(PEOPLES_PASSWORD, 'short')).toMatchObject({ status: 422, json: { errors: [{ pointer: '/password' }] } });
    expect((await change(PEOPLES_PASSWORD, NEW_PASSWORD)).status).toBe(204);
    expect(await world.store.sessions.list(ann.id)).toHaveLength(1);
    expect((await world.ask('/data/account', { as: { cookie: one } })).status).toBe(200);
    expect(other).not.toBe(one);
    expect((await world.logIn('ann', PEOPLES_PASSWORD)).status).toBe(401);
    expect((await world.logIn('ann', NEW_PASSWORD)).status).toBe(303);
    for (let n = 0; n < 3; n++) await change('wrong', PEOPLES_PASSWORD);
    expect((await change(NEW_PASSWORD, PEOPLES_PASSWORD)).status).toBe(429);
  });

  test('changes the password in the settings only there, and acts only from our own pages', async () => {
    await using world = await setup();
    const { status, json } = await world.post('/data/account/password', { current: 'x', password: NEW_PASSWORD });
    expect([status, json]).toMatchObject([403, { detail: expect.stringContaining('DASHBOARD_PASSWORD') }]);
    const foreign = { origin: 'https://elsewhere.example' };
    expect((await world.post('/data/people', ANN, { headers: foreign })).status).toBe(403);
    expect((await world.post('/data/account/end-sessions', { keep_this: true }, { headers: foreign })).status).toBe(403);
  });
});
