import { describe, expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';
import type { Page } from 'playwright-core';

import { dashboardWorld } from '../test/dashboard-world.ts';
import { openPage } from '../test/open-page.ts';

const shown = (page: Page) => page.locator('#list tr[data-job]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-job')));

/** Waits until the page shows exactly these jobs. */
async function shows(page: Page, ids: string[]): Promise<void> {
  await waitFor(async () => (await shown(page)).join() === ids.join(), { what: `the jobs ${ids.join()}` });
}

describe('the page of jobs', () => {
  test('has every filter in its address, and the back button takes a choice back', async () => {
    await using world = await dashboardWorld();
    const older = await world.drive.accept({ createdAt: Date.now() - 1_000, tenant: 'globex', request: { prompt: 'a heron at dawn' } });
    const runAt = Date.now() + 86_400_000;
    const request = { prompt: 'a fox', metadata: { order: 7 }, run_at: new Date(runAt).toISOString() };
    const newer = await world.drive.accept({ runAt, request });
    await world.store.jobs.cancel(older, 'generation');
    await using browser = await openPage(world, '/jobs');
    const { page } = browser;
    await shows(page, [newer, older]);
    await page.getByText(/^is sent .*20\d\d/).waitFor();

    await page.getByRole('button', { name: 'Canceled' }).click();
    await shows(page, [older]);
    await page.waitForURL(({ search }) => search === '?status=canceled');
    await page.goBack();
    await shows(page, [newer, older]);

    await page.getByRole('searchbox').fill('heron da');
    await page.keyboard.press('Enter');
    await shows(page, [older]);
    await page.getByText('More filters').click();
    await page.getByLabel('Tenant').selectOption('acme');
    await page.getByText('No job matches.').waitFor();
    await page.getByRole('link', { name: 'Clear all' }).click();
    await page.waitForURL(({ search }) => search === '');
    await shows(page, [newer, older]);
    await page.getByText('More filters').click();
    await page.getByLabel('Metadata').fill('order=7');
    await page.getByRole('button', { name: 'Apply' }).click();
    await shows(page, [newer]);
    await page.waitForURL(({ searchParams }) => searchParams.get('metadata[order]') === '7');
    expect(browser.complaints).toEqual([]);
  });

  test('says which filter is wrong', async () => {
    await using world = await dashboardWorld();
    await using browser = await openPage(world, '/jobs?product_id=many');
    await browser.page.getByRole('alert').filter({ hasText: 'product_id must be a product id' }).waitFor();
    expect(await browser.page.getByText('More filters').isVisible()).toBe(true);
  });

  test('leads to older jobs and back, and follows the jobs that it shows', async () => {
    await using world = await dashboardWorld();
    const ids: string[] = [];
    for (let count = 0; count < 52; count += 1) ids.unshift(await world.drive.accept({ createdAt: Date.now() - 60_000 + count }));
    await using browser = await openPage(world, '/jobs');
    const { page } = browser;
    await shows(page, ids.slice(0, 50));
    await page.getByRole('link', { name: 'Older' }).click();
    await shows(page, ids.slice(50));
    await world.drive.wait(ids[50] as never);
    await page.locator(`tr[data-job="${ids[50]}"]`, { hasText: 'Waiting' }).waitFor();
    await page.getByRole('link', { name: 'Newest' }).click();
    await shows(page, ids.slice(0, 50));
    expect(browser.complaints).toEqual([]);
  });

  test('cancels the jobs that were ticked, after saying what that comes to', async () => {
    await using world = await dashboardWorld();
    const [first, second, stays] = [await world.drive.accept(), await world.drive.accept(), await world.drive.accept()];
    await using browser = await openPage(world, '/jobs');
    const { page } = browser;
    for (const id of [first, second]) await page.locator(`tr[data-job="${id}"] input`).check();
    await page.getByText('2 jobs chosen').waitFor();
    await page.getByRole('button', { name: 'Cancel…' }).click();
    const { dialog } = browser;
    await dialog.getByText('2 jobs of 2 would be canceled.').waitFor();
    await dialog.getByLabel('Note').fill('Wrong campaign');
    await dialog.getByRole('button', { name: 'Cancel 2 jobs' }).click();
    await page.getByText('2 jobs canceled.').first().waitFor();
    await page.locator(`tr[data-job="${first}"]`, { hasText: 'Canceled' }).waitFor();
    const statuses = await Promise.all([first, second, stays].map(async (id) => (await world.store.jobs.get(id))?.status));
    expect(statuses).toEqual(['canceled', 'canceled', 'queued']);
    const { records } = await world.store.audit.list({ tenant: 'acme', limit: 10 });
    expect(records.map(({ action, note }) => [action, note])).toEqual([
      ['job.cancel', 'Wrong campaign'],
      ['job.cancel', 'Wrong campaign'],
    ]);
    expect(browser.complaints).toEqual([]);
  });

  test('runs all jobs again that match a filter, for what it says before', async () => {
    const prices = '{"currency":"USD","generation":"0.12"}';
    await using world = await dashboardWorld({ environment: { DARKROOM_PRICES: prices } });
    const ids = [await world.drive.accept({ price: 120_000 }), await world.drive.accept({ price: 120_000 })];
    for (const id of ids) await world.store.jobs.cancel(id, 'generation');
    await using browser = await openPage(world, '/jobs?status=canceled');
    const { page } = browser;
    await page.getByRole('button', { name: 'Run all that match again…' }).waitFor();
    expect(await page.getByRole('button', { name: 'Cancel all that match…' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Run all that match again…' }).click();
    await page.getByRole('dialog').getByText('2 jobs of 2 would be run again. It costs $0.24.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Run 2 jobs' }).click();
    await page.getByText('No job matches.').waitFor();
    expect(await world.store.jobs.get(ids[0]!)).toMatchObject({ status: 'queued', run: 2 });
  });
});
