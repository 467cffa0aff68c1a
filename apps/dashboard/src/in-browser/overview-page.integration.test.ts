import { expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import { BASIC, dashboardWorld, USER } from '../test/dashboard-world.ts';
import { openPage } from '../test/open-page.ts';

const MINUTE_MS = 60_000;

test('the overview shows how the account went, names a missing worker, and has a pause tried at once', async () => {
  await using world = await dashboardWorld();
  const minute = Math.floor(Date.now() / MINUTE_MS) - 10;
  // 30 accepted, 29 ended, 27 succeeded, 2 failed; 4.2 s and 9 s; 7 of 12 slots.
  const line = '30 29 27 2 0 0 4200 9000 7 12 20 4 6 1 60000 3 1';
  await world.noteMinute(minute, line);
  const id = await world.drive.accept();
  const pass = await world.drive.begin(id);
  const { intent } = await world.store.passes.intend(pass, 'generate');
  const until = Date.now() + 3_600_000;
  await world.store.passes.settle(pass, intent, {
    status: 'queued',
    reason: 'paused',
    leaveSlot: true,
    pause: { name: 'quota.default', until },
  });

  await putBudget(world.url, { id: 'autumn', project_code: 'Autumn', limit: '5' });
  await putBudget(world.url, { id: 'winter', project_code: 'Winter', limit: '5' });
  for (let count = 0; count < 4; count += 1) await world.submit('/v1/generations', { prompt: 'a fox', project_code: 'Autumn' });

  await using browser = await openPage(world, '/');
  const { page } = browser;
  await page.getByText(/^No worker has run for \d+ min/).waitFor();
  await page.getByText('Generations of project Autumn').waitFor();
  expect(await page.locator('.near-end li').count()).toBe(1);
  await page.locator('.near-end', { hasText: '1 generation left' }).waitFor();
  expect(await page.getByRole('link', { name: 'autumn' }).getAttribute('href')).toBe('/usage/budgets?tenant=acme');
  const figures = page.locator('.figures');
  await figures.getByText('30 a minute').waitFor();
  await figures.getByText('4.2 s').waitFor();
  await figures.getByText('95 of 100 within 9 s').waitFor();
  await page.getByRole('link', { name: 'Last 24 hours' }).click();
  await page.waitForURL(({ search }) => search === '?range=day');
  await page.getByRole('slider', { name: 'Jobs a minute' }).waitFor();

  await page.getByRole('button', { name: 'Try now: Quota of the default product' }).click();
  const { dialog } = browser;
  await dialog.getByLabel('Note').fill('Getty has raised it');
  await dialog.getByRole('button', { name: 'Try now' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const limits = async () => (await world.store.overview.limits()).pauses[0]!;
  await waitFor(async () => (await limits()).until <= Date.now(), { what: 'the pause to be due' });
  const { records } = await world.store.audit.list({ tenant: null, limit: 5 });
  expect(records.filter(({ action }) => action === 'limit.try')).toMatchObject([{ actor: { id: USER }, note: 'Getty has raised it' }]);
  expect(browser.complaints).toEqual([]);
});

async function putBudget(url: string, { id, ...over }: { id: string; project_code: string; limit: string }): Promise<void> {
  const headers = { authorization: BASIC, 'content-type': 'application/json', 'darkroom-tenant': 'acme' };
  const body = JSON.stringify({ unit: 'generations', period: 'month', ...over });
  const { status } = await fetch(`${url}/v1/budgets/${id}`, { method: 'PUT', headers, body });
  expect(status).toBe(201);
}
