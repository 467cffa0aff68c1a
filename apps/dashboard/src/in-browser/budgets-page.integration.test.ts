import { expect, test } from '@jest/globals';

import { dashboardWorld } from '../test/dashboard-world.ts';
import { openPage } from '../test/open-page.ts';
import { barriers } from '../test/look-at.ts';

test('a budget is created, changed and removed by keyboard, and says beside each field what is wrong', async () => {
  await using world = await dashboardWorld();
  const id = await world.drive.accept();
  await using browser = await openPage(world, '/usage/budgets');
  const { page } = browser;
  await page.getByText('There is no budget').waitFor();
  await page.getByRole('button', { name: 'New budget…' }).press('Enter');
  const { dialog } = browser;
  await dialog.getByLabel('Name').fill('winter 26');
  await dialog.getByLabel('Limit').fill('1.5');
  await dialog.getByLabel('Warns at').fill('80, soon');
  await dialog.getByLabel('Time zone').fill('Europe/Atlantis');
  await page.keyboard.press('Enter');
  await dialog.getByText('Nothing was changed. See the fields above.').waitFor();
  const wrong = await dialog.locator('[aria-invalid=true]').evaluateAll((all) => all.map((field) => field.getAttribute('name')));
  expect(wrong).toEqual(['limit', 'time_zone', 'warn_at']);
  await dialog.getByText('Limit must be a whole number').waitFor();
  expect(await barriers(page)).toEqual([]);
  await dialog.getByLabel('Limit').fill('2');
  await dialog.getByLabel('Warns at').fill('50, 90');
  await dialog.getByLabel('Time zone').fill('Europe/Berlin');
  await page.keyboard.press('Enter');
  await dialog.getByText('Name must be 1 to 64 letters').waitFor();
  await dialog.getByLabel('Name').fill('winter-26');
  await dialog.getByLabel('When it is used up').selectOption('wait');
  await dialog.getByLabel('Note').fill('Asked for by Ada');
  await page.keyboard.press('Enter');
  const card = page.locator('[data-budget="winter-26"]');
  await card.getByText('Nothing is spent in this period yet.').waitFor();
  expect(await world.store.budgets.get('acme', 'winter-26')).toMatchObject({ warnAt: [0.5, 0.9], setBy: 'operator', whenUsedUp: 'wait' });

  await page.getByRole('button', { name: 'New budget…' }).click();
  await dialog.getByLabel('Name').fill('winter-26');
  await dialog.getByLabel('Limit').fill('9');
  await page.keyboard.press('Enter');
  await dialog.getByText('Name is in use already').waitFor();
  await dialog.getByRole('button', { name: 'Not now' }).click();

  await world.store.jobs.cancel(id, 'generation');
  for (let count = 0; count < 3; count += 1) await world.drive.accept();
  await card.getByText('1 job waits for it').waitFor();
  await card.getByRole('button', { name: 'Change…' }).click();
  await dialog.getByLabel('Limit').fill('1');
  await dialog.getByText('2 generations are spent or reserved already.').waitFor();
  await dialog.getByLabel('Limit').fill('20');
  await dialog.getByText('1 job waits for this budget. Those that fit go on at once, and are paid.').waitFor();
  await dialog.getByRole('button', { name: 'Change the budget' }).click();
  await card.getByText('15% used').waitFor();
  await card.getByRole('button', { name: 'Remove…' }).click();
  await dialog.getByRole('button', { name: 'Remove the budget' }).click();
  await page.getByText('There is no budget').waitFor();
  const { records } = await world.store.audit.list({ tenant: 'acme', limit: 10 });
  expect(records.map(({ action, actor, note }) => [action, actor.name, note])).toEqual([
    ['budget.delete', 'ansel', null],
    ['budget.put', 'ansel', null],
    ['budget.put', 'ansel', 'Asked for by Ada'],
  ]);
  expect(browser.complaints.filter((text) => !text.includes('422'))).toEqual([]);
});
