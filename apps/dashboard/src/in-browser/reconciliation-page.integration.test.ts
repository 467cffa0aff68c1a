import { expect, jest, test } from '@jest/globals';
import { openBrowser } from '@darkroom/testkit';

import { dashboardWorld } from '../test/dashboard-world.ts';
import { logInByKeyboard } from '../test/log-in-by-keyboard.ts';

jest.setTimeout(60_000);

test('a reconciliation is started for the days that were named, and followed while it runs', async () => {
  await using world = await dashboardWorld();
  await using browser = await openBrowser();
  const { page } = browser;
  page.setDefaultTimeout(15_000);
  await logInByKeyboard(page, `${world.url}/usage/reconciliation`);
  await page.getByText('None was made in the last 90 days.').waitFor();
  await page.getByRole('button', { name: 'Compare with Getty…' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('First day').fill('2026-10-31');
  await dialog.getByLabel('Last day').fill('2026-10-01');
  await page.keyboard.press('Enter');
  await dialog.getByText('Last day (UTC) must be after from.').waitFor();
  await dialog.getByLabel('First day').fill('2026-10-01');
  await dialog.getByLabel('Last day').fill('2026-10-31');
  await dialog.getByRole('button', { name: 'Start' }).click();
  const open = page.locator('[data-reconciliation]');
  await open.getByText('October 2026').waitFor();
  await open.getByText('Waits for a worker.').waitFor();
  const {
    records: [record],
  } = await world.store.reconciliations.list({ tenant: null, limit: 10 });
  expect(record).toMatchObject({ tenant: null, from: Date.UTC(2026, 9, 1), to: Date.UTC(2026, 10, 1) });
  expect(new URL(page.url()).searchParams.get('id')).toBe(record!.id);
  await page.locator('tbody tr', { hasText: 'October 2026' }).getByText('Running').waitFor();
  await page.reload();
  await open.getByText('October 2026').waitFor();
  expect(browser.complaints.filter((text) => !text.includes('422'))).toEqual([]);
});
