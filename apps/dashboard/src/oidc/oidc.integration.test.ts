import { describe, expect, test } from '@jest/globals';
import { freePort, openBrowser } from '@darkroom/testkit';
import type { Page } from 'playwright-core';

import { dashboardWorld, PASSWORD, USER } from '../test/dashboard-world.ts';
import { identityProvider, type Identities } from '../test/identity-provider.ts';

async function setup(identities: Identities) {
  const port = await freePort();
  const provider = await identityProvider(identities, `http://127.0.0.1:${port}/login/oidc/callback`);
  const world = await dashboardWorld({ environment: { PORT: String(port), ...provider.settings } });
  return {
    ...world,
    provider,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}

/** Logs in at the provider as this person, and comes back. */
async function logInAs(page: Page, login: string): Promise<void> {
  await page.getByRole('link', { name: 'Log in with single sign-on' }).click();
  await page.locator('[name="login"]').fill(login);
  await page.locator('[name="password"]').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

describe('single sign-on', () => {
  test('lets in whom an admin has added, where they wanted to go, and only them from then on', async () => {
    await using world = await setup({ 1: { email: 'Ann@acme.test', email_verified: true } });
    const ann = await world.person({ name: 'ann', email: 'ann@acme.test', role: 'operator' });
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(`${world.url}/jobs?status=held`);
    await logInAs(page, '1');
    await page.waitForURL(`${world.url}/jobs?status=held`);
    await page.waitForSelector('#pulse[data-state="live"]');
    expect(await page.locator('body').getAttribute('data-person')).toBe('ann');
    expect((await world.store.people.get(ann.id))!.subject).toBe(`${world.provider.issuer} 1`);
    expect(await world.store.sessions.list(ann.id)).toMatchObject([{ way: 'provider' }]);
    expect(await page.context().cookies()).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'darkroom_session', httpOnly: true, sameSite: 'Strict' })]),
    );
  });

  test('refuses others: not added, not verified, disabled, or someone who has got the address later', async () => {
    const verified = { email: 'ann@acme.test', email_verified: true };
    await using world = await setup({
      1: { email: 'eve@acme.test', email_verified: true },
      2: { email: 'ann@acme.test' },
      3: verified,
      4: verified,
    });
    await world.person({ name: 'ann', email: 'ann@acme.test', subject: `${world.provider.issuer} 3` });
    await using browser = await openBrowser();
    const { page } = browser;
    const isRefused = async (login: string): Promise<void> => {
      await page.context().clearCookies();
      await page.goto(world.url);
      await logInAs(page, login);
      await page.getByRole('alert').filter({ hasText: 'Darkroom does not' }).waitFor();
    };
    for (const login of ['1', '2', '4']) await isRefused(login);
    const ann = (await world.store.people.find('name', 'ann'))!;
    const author = { actor: { type: 'system', id: 'test', name: 'test' }, ip: null, requestId: null } as const;
    await world.store.people.change(ann, { disabledAt: 1 }, { author });
    await isRefused('3');
    expect(await world.store.sessions.list(ann.id)).toEqual([]);
  });

  test('takes no answer that it did not ask for', async () => {
    await using world = await setup({});
    const begun = await world.get('/login/oidc?next=//evil.example/');
    const address = new URL(begun.headers.get('location')!);
    expect([...address.searchParams.keys()]).toEqual(expect.arrayContaining(['state', 'nonce', 'code_challenge', 'redirect_uri']));
    expect(address.searchParams.get('code_challenge_method')).toBe('S256');
    const cookie = begun.headers.get('set-cookie')!;
    expect(cookie).toMatch(/^darkroom_login=v1\..*; Path=\/login\/oidc; .*HttpOnly; SameSite=Lax$/);
    const state = address.searchParams.get('state')!;
    const own = { cookie: cookie.split(';')[0]! };
    const iss = `iss=${encodeURIComponent(world.provider.issuer)}`;
    for (const [query, headers] of [
      [`code=x&state=${state}`, {}],
      ['code=x&state=other', own],
      [`error=access_denied&state=${state}`, own],
      [`code=x&state=${state}&${iss}`, own],
      [`code=x&state=${state}`, own],
      [`code=x&state=${state}&iss=`, own],
      [`code=x&state=${state}&iss=https%3A%2F%2Fevil.example`, own],
      [`code=x&state=${state}&${iss}&${iss}`, own],
      [`code=x&state=${state}&${iss}&response=x`, own],
      [`code=x&state=${state}&${iss}&id_token=x`, own],
      ['', own],
    ] as const) {
      const answer = await world.get(`/login/oidc/callback?${query}`, headers);
      const hasSession = answer.headers.getSetCookie().some((set) => set.startsWith('darkroom_session'));
      const isBrokenOff = (await answer.text()).includes('The login was broken off');
      expect([query, answer.status, hasSession, isBrokenOff]).toEqual([query, 400, false, true]);
    }
  });

  test('being away locks nobody out who has a password', async () => {
    await using world = await setup({});
    await world.provider[Symbol.asyncDispose]();
    const answer = await world.get('/login/oidc');
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('Single sign-on cannot be reached')]);
    expect((await world.logIn(USER, PASSWORD)).status).toBe(303);
  });
});

test('without its settings there is no way to it', async () => {
  await using world = await dashboardWorld();
  expect(await (await world.get('/login')).text()).not.toContain('single sign-on');
  expect((await world.get('/login/oidc')).status).toBe(401);
});
