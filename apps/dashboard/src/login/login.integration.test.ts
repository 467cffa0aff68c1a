import { describe, expect, test } from '@jest/globals';
import { systemClock } from '@darkroom/runtime';

import { BASIC, dashboardWorld, PASSWORD, USER } from '../test/dashboard-world.ts';
import { SESSION_MS } from '../sessions/session-cookie.ts';

const JOB = '/jobs/job_00000000000000000000000000000000';

describe('without a login', () => {
  test.each(['/', JOB, '/queues', '/queues/queue/generation', '/nowhere'])('the page %s leads to the login and back', async (path) => {
    await using world = await dashboardWorld();
    const answer = await world.get(path, { accept: 'text/html' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`/login?next=${encodeURIComponent(path)}`);
  });

  test.each(['/', '/live', JOB, '/deliveries/dlv_1', '/pictures/job_1/0', '/queues/api/queues', '/assets/app.js', '/nowhere'])(
    '%s is refused to everything but pages',
    async (path) => {
      await using world = await dashboardWorld();
      const answer = await world.get(path);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(await answer.json()).toMatchObject({ code: 'unauthorized', status: 401, billed: false });
    },
  );

  test.each(['/healthz', '/readyz', '/metrics', '/login', '/assets/open/login.css'])('%s is open', async (path) => {
    await using world = await dashboardWorld();
    expect((await world.get(path)).status).toBe(200);
  });
});

describe('the login', () => {
  test('gives a session in a cookie that scripts cannot read and other sites cannot send', async () => {
    await using world = await dashboardWorld();
    const answer = await world.logIn();
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/');
    expect(answer.headers.get('set-cookie')).toMatch(/^darkroom_session=.+; Max-Age=43200; Path=\/; .*HttpOnly; SameSite=Strict$/);
    expect((await world.get('/', { cookie: await world.sessionCookie() })).status).toBe(200);
  });

  test.each([
    ['false', false],
    ['1', true],
    ['127.0.0.0/8,::1', true],
    ['192.0.2.0/24', false],
  ])('with TRUST_PROXY=%s, what a proxy says of https and of who comes counts: %s', async (trusted, counts) => {
    await using world = await dashboardWorld({ environment: { TRUST_PROXY: trusted } });
    const logIn = (password: string, address: string) =>
      fetch(`${world.url}/login`, {
        method: 'POST',
        body: new URLSearchParams({ user: USER, password }),
        headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': address },
        redirect: 'manual',
      });
    expect((await logIn(PASSWORD, '203.0.113.1')).headers.get('set-cookie')?.includes('; Secure')).toBe(counts);
    for (let n = 0; n < 5; n++) await logIn('wrong', `203.0.113.${n}`);
    expect((await logIn(PASSWORD, '203.0.113.99')).status).toBe(counts ? 303 : 429);
  });

  test('is slowed down for one account, however many addresses the guesses come from', async () => {
    await using world = await dashboardWorld({ environment: { TRUST_PROXY: '1' } });
    const guess = (n: number, user = USER) =>
      world.get('/', {
        authorization: `Basic ${Buffer.from(`${user}:wrong-${n}`).toString('base64')}`,
        'x-forwarded-for': `198.51.100.${n}`,
      });
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++) statuses.push((await guess(n)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    expect((await guess(200, 'another')).status).toBe(401);
  });

  test.each([
    ['/jobs/job_1?x=1', '/jobs/job_1?x=1'],
    ['//evil.example/', '/'],
    ['/\\evil.example/', '/'],
    ['https://evil.example/', '/'],
    ['', '/'],
  ])('asked to go on to %j goes to %j', async (next, location) => {
    await using world = await dashboardWorld();
    const body = new URLSearchParams({ user: USER, password: PASSWORD, next });
    const answer = await fetch(`${world.url}/login`, { method: 'POST', body, redirect: 'manual' });
    expect(answer.headers.get('location')).toBe(location);
  });

  test('refuses a wrong password, and after five of them anything for a while', async () => {
    await using world = await dashboardWorld();
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const refused = await world.logIn(USER, `guess-${attempt}`);
      expect(refused.status).toBe(401);
      expect(await refused.text()).toContain('do not go together');
    }
    const throttled = await world.logIn();
    expect(throttled.status).toBe(429);
    expect(Number(throttled.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(throttled.headers.get('set-cookie')).toBeNull();
    expect((await world.get('/', { authorization: BASIC })).status).toBe(429);
  });

  test('shows what was typed as text, never as markup', async () => {
    await using world = await dashboardWorld();
    const page = await (await world.logIn('"><script>alert(1)</script>', 'x')).text();
    expect(page).toContain('&quot;&gt;&lt;script&gt;');
    expect(page).not.toContain('<script>alert');
  });

  test('is in the audit, and so is a refused one at this account; no other name is, which may be a password', async () => {
    await using world = await dashboardWorld();
    await world.logIn();
    await world.logIn(USER, 'guess');
    await world.logIn(PASSWORD, USER);
    await world.get('/', { authorization: `Basic ${Buffer.from(`${USER}:guess`).toString('base64')}` });
    await world.get('/', { authorization: BASIC });
    const { records } = await world.store.audit.list({ tenant: null, limit: 10 });
    expect(records.map(({ action }) => action)).toEqual(['person.login_refused', 'person.login_refused', 'person.login']);
    expect(records[2]).toMatchObject({
      tenant: null,
      actor: { type: 'person', id: USER },
      target: { type: 'person', id: USER },
      ip: '127.0.0.1',
    });
    expect(JSON.stringify(records)).not.toMatch(/guess|half-dome/);
  });

  test('ends with the logout', async () => {
    await using world = await dashboardWorld();
    const cookie = await world.sessionCookie();
    const answer = await fetch(`${world.url}/logout`, { method: 'POST', headers: { cookie }, redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/login');
    expect(answer.headers.get('set-cookie')).toMatch(/^darkroom_session=; .*Expires=Thu, 01 Jan 1970/);
    expect((await world.get('/', { cookie })).status).toBe(401);
  });
});

describe('a session', () => {
  test('that is forged is none', async () => {
    await using world = await dashboardWorld();
    const cookie = await world.sessionCookie();
    for (const forged of [cookie.replace(/.{4}$/, 'AAAA'), cookie.slice(0, -1), 'darkroom_session=']) {
      expect((await world.get('/live', { cookie: forged })).status).toBe(401);
    }
  });

  test('that has ended is none', async () => {
    const time = { now: Date.now() };
    await using world = await dashboardWorld({ clock: { now: () => time.now, sleep: (...args) => systemClock.sleep(...args) } });
    const cookie = await world.sessionCookie();
    expect((await world.get('/', { cookie })).status).toBe(200);
    time.now += SESSION_MS;
    expect((await world.get('/', { cookie })).status).toBe(401);
  });
});

describe('HTTP Basic, for scripts', () => {
  test('lets in', async () => {
    await using world = await dashboardWorld();
    expect((await world.get('/queues/api/queues', { authorization: BASIC })).status).toBe(200);
  });

  test('is asked for again where it was tried, and not from a browser, which would open a window of its own', async () => {
    await using world = await dashboardWorld();
    expect((await world.get('/live')).headers.get('www-authenticate')).toBe('Cookie realm="Darkroom"');
    expect((await world.get('/live', { authorization: 'Basic YTpi' })).headers.get('www-authenticate')).toBe('Basic realm="Darkroom"');
  });

  test.each(['Basic !!!', 'Basic YW5zZWw=', `Basic ${Buffer.from('ansel:wrong').toString('base64')}`, 'Bearer abc'])(
    '%s is refused',
    async (authorization) => {
      await using world = await dashboardWorld();
      expect((await world.get('/', { authorization })).status).toBe(401);
    },
  );
});
