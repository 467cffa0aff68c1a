import { readFile } from 'node:fs/promises';

import { describe, expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';
import type { Page } from 'playwright-core';

import { dashboardWorld } from '../test/dashboard-world.ts';
import { openPage } from '../test/open-page.ts';

const DAY_MS = 86_400_000;
const PRICES = { DARKROOM_PRICES: '{"currency":"USD","generation":"0.12","download":"1.50"}' };

type World = Awaited<ReturnType<typeof dashboardWorld>>;

/** The 15th of last month. */
function lastMonth(): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15, 12));
}

function monthName(day: Date): string {
  return day.toLocaleDateString('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** A generation that Getty accepted, at its price. */
async function pay(
  world: World,
  project: string | undefined,
  over: { tenant?: string; price?: number; submittedBy?: string } = {},
): Promise<void> {
  const { tenant = 'acme', price = 120_000, submittedBy } = over;
  const request = { prompt: 'a fox', ...(project !== undefined && { project_code: project }) };
  await world.drive.wait(await world.drive.accept({ tenant, price, request, ...(submittedBy !== undefined && { submittedBy }) }));
}

/** First cell, cost and number of generations of each row. */
const rows = (page: Page) =>
  page
    .locator('.usage-table tbody tr')
    .evaluateAll((all) =>
      all.map((row) => [0, 1, 3].map((at) => (row as { children: ArrayLike<{ textContent: string }> }).children[at]!.textContent.trim())),
    );

async function shows(page: Page, wanted: string[][]): Promise<void> {
  await waitFor(async () => JSON.stringify(await rows(page)) === JSON.stringify(wanted), { what: `the rows ${JSON.stringify(wanted)}` });
}

describe('the page of usage', () => {
  test('shows what each project cost last month, and saves it as CSV, in three clicks', async () => {
    const then = lastMonth();
    let at = then.getTime();
    await using world = await dashboardWorld({ now: () => at, environment: PRICES });
    for (const project of ['WINTER-26', 'WINTER-26', '=HYPERLINK("x")', undefined]) await pay(world, project);
    at = then.getTime() - DAY_MS;
    for (const project of ['WINTER-26', 'WINTER-26', 'WINTER-26']) await pay(world, project);
    at = Date.now();
    await pay(world, 'SPRING-27');
    await using browser = await openPage(world, '/');
    const { page } = browser;
    await page.clock.setFixedTime(then); // which month it is, the server knows
    await page.getByRole('link', { name: 'Usage', exact: true }).click();
    await shows(page, [['SPRING-27', '$0.12', '1']]);
    await page.getByRole('button', { name: monthName(then) }).click();
    await shows(page, [
      ['WINTER-26', '$0.60', '5'],
      ['No project', '$0.12', '1'],
      ['=HYPERLINK("x")', '$0.12', '1'],
    ]);
    expect(await page.getByRole('slider').getAttribute('aria-label')).toBe('Spend by day and project');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download CSV' }).click()]);
    const month = then.toISOString().slice(0, 7);
    expect(file.suggestedFilename()).toMatch(new RegExp(`^usage-${month}-01-${month}-\\d\\d\\.csv$`));
    const [head, ...lines] = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
    expect(head).toMatch(/^\uFEFFproject_code,generations,downloads,.*,cost$/);
    // In the order of the page.
    expect(lines.map((line) => [line.split(',')[0], line.split(',').at(-1)])).toEqual([
      ['WINTER-26', '0.6'],
      ['', '0.12'],
      [`"'=HYPERLINK(""x"")"`, '0.12'],
    ]);

    await page.getByRole('link', { name: 'WINTER-26' }).press('Enter');
    const costs = page.locator('.usage-table tbody .is-cost');
    await waitFor(async () => (await costs.allInnerTexts()).join() === '$0.24,$0.36', {
      what: 'the days of the project, the newest first',
    });
    await page.locator('#main:focus').waitFor(); // the link is gone
    await page.waitForURL(({ searchParams }) => searchParams.get('group_by') === 'project_code,day');
    const { searchParams } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).toMatchObject({
      from: `${month}-01`,
      project_code: 'WINTER-26',
      group_by: 'project_code,day',
    });
    const jobs = new URL((await page.getByRole('link', { name: 'Jobs', exact: true }).last().getAttribute('href'))!, world.url);
    expect([jobs.pathname, jobs.searchParams.get('project_code')]).toEqual(['/jobs', 'WINTER-26']);
    await page.reload();
    await page.getByRole('link', { name: /Project: WINTER-26/ }).click();
    await waitFor(async () => (await rows(page)).length === 4, { what: 'all projects again' });
    expect(browser.complaints).toEqual([]);
  });

  test('groups by tenant for people who cover all, and keeps every choice in the address', async () => {
    await using world = await dashboardWorld();
    await pay(world, 'X');
    await pay(world, 'X', { tenant: 'globex' });
    const key = await world.submit('/v1/keys', { name: 'Web shop', scopes: ['submit'] });
    await pay(world, 'Y', { tenant: 'globex', submittedBy: key });
    await using browser = await openPage(world, '/usage?group_by=tenant');
    const { page } = browser;
    const tenants = page.locator('.usage-table tbody tr td:first-child');
    await waitFor(async () => (await tenants.allInnerTexts()).join() === 'globex,acme', { what: 'the larger tenant first' });
    await page.getByText('No prices are set').waitFor();
    expect(await page.getByRole('slider').getAttribute('aria-label')).toBe('Paid calls by day and tenant');
    await page.getByRole('button', { name: 'Project' }).press('Enter');
    await waitFor(async () => (await tenants.count()) === 3, { what: 'rows by tenant and project' });
    await page.waitForURL(({ searchParams }) => searchParams.get('group_by') === 'tenant,project_code');
    await browser.goTo('/usage?group_by=key');
    await tenants.getByText('Web shop (…').waitFor();
    await page.goBack();
    await page.locator('select[name=tenant]').selectOption('globex');
    await waitFor(async () => (await tenants.allInnerTexts()).join() === 'globex,globex', { what: 'only globex' });
    await page.getByLabel('First day').fill('2026-02-03');
    await page.getByLabel('Last day').fill('2026-02-01');
    await page.getByText('No paid call was made in this time.').waitFor();
    await page.waitForURL(({ searchParams }) => searchParams.get('to') === '2026-02-01');
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({ from: '2026-02-01', to: '2026-02-01', tenant: 'globex' });
    await browser.goTo('/usage?from=2026-02-03&to=soon');
    await page.getByRole('alert').filter({ hasText: 'to must be a date' }).waitFor();
  });
});
