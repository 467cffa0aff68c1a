import { expect, jest, test } from '@jest/globals';
import { openBrowser, waitFor } from '@darkroom/testkit';

import { dashboardWorld, USER } from '../test/dashboard-world.ts';
import { logInByKeyboard } from '../test/log-in-by-keyboard.ts';

jest.setTimeout(90_000);

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

  await using browser = await openBrowser();
  const { page } = browser;
  await logInByKeyboard(page, world.url);
  await page.getByText(/^No worker has run for 9 min/).waitFor();
  const figures = page.locator('.figures');
  await figures.getByText('30 a minute').waitFor();
  await figures.getByText('4.2 s').waitFor();
  await figures.getByText('95 of 100 within 9 s').waitFor();
  await page.getByRole('link', { name: 'Last 24 hours' }).click();
  await page.waitForURL(({ search }) => search === '?range=day');
  await page.getByRole('slider', { name: 'Jobs a minute' }).waitFor();

  await page.getByRole('button', { name: 'Try now: Quota of the default product' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Note').fill('Getty has raised it');
  await dialog.getByRole('button', { name: 'Try now' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const limits = async () => (await world.store.overview.limits()).pauses[0]!;
  await waitFor(async () => (await limits()).until <= Date.now(), { what: 'the pause to be due' });
  const { records } = await world.store.audit.list({ tenant: null, limit: 5 });
  expect(records.filter(({ action }) => action === 'limit.try')).toMatchObject([{ actor: { id: USER }, note: 'Getty has raised it' }]);
  expect(browser.complaints).toEqual([]);
});
