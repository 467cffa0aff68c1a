import { expect, test } from '@jest/globals';
import { openBrowser, waitFor } from '@darkroom/testkit';

import { dashboardWorld } from '../test/dashboard-world.ts';
import { openPage } from '../test/open-page.ts';

const NEW_PASSWORD = 'clearing winter storm';

test('an admin adds a person, who sets a password, looks around, and is disabled while they do', async () => {
  await using world = await dashboardWorld();
  await world.drive.accept();
  await using browser = await openPage(world, '/system/people');
  const { page } = browser;
  await page.getByRole('button', { name: 'Add a person' }).click();
  const { dialog } = browser;
  await dialog.getByLabel('Name, to log in with').fill('ann');
  await dialog.getByLabel('only these:').check();
  await dialog.getByLabel('Tenants', { exact: true }).fill('acme');
  await dialog.getByLabel('Note, for the audit').fill('Joined the team');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const link = await page.locator('.once-text').innerText();
  expect(link).toContain(`${world.url}/login/password#`);
  await page.getByText('has not used the link yet').waitFor();

  await using theirs = await openBrowser();
  await theirs.page.goto(link);
  await theirs.page.locator('#password:focus').waitFor();
  await theirs.page.waitForURL(`${world.url}/login/password`);
  await theirs.page.getByLabel('New password').fill(NEW_PASSWORD);
  await theirs.page.getByLabel('The same again').fill(NEW_PASSWORD);
  await theirs.page.getByRole('button', { name: 'Set the password' }).click();
  await theirs.page.getByText('Your password is set').waitFor();
  await theirs.page.getByLabel('Name').fill('ann');
  await theirs.page.getByLabel('Password').fill(NEW_PASSWORD);
  await theirs.page.getByRole('button', { name: 'Log in' }).click();
  await theirs.page.waitForSelector('#pulse[data-state="live"]');
  expect(await theirs.page.getByRole('link', { name: 'Queues' }).count()).toBe(0);
  await theirs.page.goto(`${world.url}/account`);
  await theirs.page.getByText('this one', { exact: true }).waitFor();
  await theirs.page.getByText('Viewer: reads').waitFor();

  await page.getByRole('button', { name: 'Done' }).click();
  await page.reload();
  await page.getByRole('button', { name: 'Disable… (ann)' }).click();
  await dialog.getByRole('button', { name: 'Disable' }).click();
  await page.locator('#main').getByText('ann was disabled.').waitFor();
  await theirs.page.waitForURL(/\/login\?/);
  const { records } = await world.store.audit.list({ tenant: null, limit: 10, actions: ['person.create'] });
  expect(records).toMatchObject([{ note: 'Joined the team', target: { id: 'ann' } }]);
  expect(browser.complaints).toEqual([]);
});

test('an admin creates a key, sees it once, revokes it, and finds both in the audit', async () => {
  await using world = await dashboardWorld();
  await world.drive.accept();
  await using browser = await openPage(world, '/system/keys');
  const { page } = browser;
  await page.getByText('There is no key yet.').waitFor();
  await page.getByRole('button', { name: 'Create a key' }).click();
  // Closed, and asked again at once: the browser says that the first has closed when the second is open.
  const left = await page.evaluate(`(() => {
    document.querySelector('#ask .ask-buttons button').click();
    const left = document.querySelector('#ask').textContent;
    document.querySelector('.page-actions .is-main').click();
    return left;
  })()`);
  expect(left).toBe('');
  const { dialog } = browser;
  await dialog.getByLabel('Tenant').fill('acme');
  await dialog.getByLabel('Name, such as').fill('night shift');
  await dialog.getByRole('button', { name: 'Create' }).click();
  expect(await page.locator('.once-text').innerText()).toMatch(/^drk_[\w-]{43}$/);
  const row = page.getByRole('row').filter({ hasText: 'night shift' });
  await row.getByText('read', { exact: true }).waitFor();
  await row.getByRole('button', { name: 'Revoke' }).click();
  await dialog.getByLabel('Note, for the audit').fill('Lost');
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await row.getByText('revoked').waitFor();

  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByLabel('Did what').fill('key.*');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByText('Key revoked').waitFor();
  await page.getByText('“Lost”').waitFor();
  await page.waitForURL(({ searchParams }) => searchParams.get('action') === 'key.*');
  await waitFor(async () => (await page.getByRole('row').filter({ hasText: 'Logged in' }).count()) === 0, {
    what: 'the logins to be filtered out',
  });
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  expect(browser.complaints).toEqual([]);
});
