import { describe, expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { dashboardWorld } from '../test/dashboard-world.ts';
import { openPage, settled } from '../test/open-page.ts';
import { focused } from '../test/look-at.ts';

describe('the overview', () => {
  test('shows a job from its arrival to its picture without being loaded again, and leads to it', async () => {
    await using world = await dashboardWorld();
    await using browser = await openPage(world, '/');
    const { page } = browser;
    await page.getByText('Nothing on the sheet yet').waitFor();
    await page.evaluate("window.loadedOnce = 'yes'");

    const id = await world.drive.accept({ request: { prompt: 'a heron at dawn' } });
    const card = page.locator(`#sheet [data-job="${id}"]`);
    await card.filter({ hasText: 'Queued' }).filter({ hasText: 'a heron at dawn' }).waitFor();
    await world.drive.wait(id);
    await card.filter({ hasText: 'Waiting' }).waitFor();
    await world.drive.succeed(id, world.drive.generated(id, { blocked: [3] }));
    await card.filter({ hasText: 'Succeeded' }).waitFor();
    const loaded = () =>
      card.locator('img').evaluateAll((images) => images.filter((image) => (image as { naturalWidth?: number }).naturalWidth).length);
    await waitFor(async () => (await loaded()) === 3, { what: 'three pictures to be there' });
    await card.getByText('Blocked').waitFor();
    await page.locator('#announcer', { hasText: 'Succeeded: a heron at dawn' }).waitFor({ state: 'attached' });
    await page.locator('.tally-part', { hasText: 'Succeeded' }).filter({ hasText: '1' }).waitFor();
    expect(await page.evaluate('window.loadedOnce')).toBe('yes');

    await card.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(({ pathname }) => pathname === `/jobs/${id}`);
    await page.getByRole('heading', { name: 'a heron at dawn' }).waitFor();
    expect(browser.complaints).toEqual([]);
  });

  test('names the events that were set aside, and the command that tries them again', async () => {
    await using world = await dashboardWorld();
    await using browser = await openPage(world, '/');
    const { page } = browser;
    const section = page.locator('#events-aside');
    await section.waitFor({ state: 'hidden' });
    const about = { type: 'generation.failed', tenant: 'acme', subject: 'job_1', tries: '5', at: '1790000000000' };
    await world.setAside({ event: '7-0', error: 'Error: <b>a bug</b>', ...about });
    await section.getByRole('heading', { name: '1 event set aside' }).waitFor();
    await section.getByText('generation.failed of job_1 (evt_7-0): Error: <b>a bug</b>').waitFor();
    await section.getByText('set-aside-main.ts retry all').waitFor();
    expect(browser.complaints).toEqual([]);
  });

  test('keeps the focus where it is while jobs come in and move on', async () => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept();
    await using browser = await openPage(world, '/');
    const { page } = browser;
    await page.locator(`#sheet [data-job="${id}"]`).focus();
    const newer = await world.drive.accept();
    await page.locator(`#sheet [data-job="${newer}"]`).waitFor();
    await world.drive.wait(id);
    await page.locator(`#sheet [data-job="${id}"]`, { hasText: 'Waiting' }).waitFor();
    await focused(page, id);
    await page.keyboard.press('ArrowLeft');
    await focused(page, newer);
    expect(browser.complaints).toEqual([]);
  });
});

test('a page says that Redis is away, claims nothing that it has not read, and goes on by itself', async () => {
  await using redis = await ownRedis();
  await using world = await dashboardWorld({ redisUrl: redis.url });
  await using browser = await openPage(world, '/');
  const { page } = browser;
  await redis.kill();
  await page.getByRole('alert').filter({ hasText: 'Redis cannot be reached' }).waitFor();
  await page.goto(`${world.url}/jobs`);
  await page.getByRole('alert').filter({ hasText: 'Redis cannot be used now' }).waitFor();
  expect((await page.locator('.chip-count').allInnerTexts()).join('')).toBe('');
  await page.goto(`${world.url}/usage`);
  await page.getByText('What was paid for cannot be read now.').waitFor();
  await page.goto(world.url);
  await redis.restart();
  await settled(page);
  const id = await world.drive.accept();
  await page.locator(`#sheet [data-job="${id}"]`).waitFor();
  await waitFor(async () => (await page.getByRole('alert').count()) === 0, { what: 'every alert to go' });
});

test('Bull Board works in the browser and leads to the job', async () => {
  await using world = await dashboardWorld();
  const id = await world.drive.accept({ request: { prompt: 'a fox' } });
  await using browser = await openPage(world, '/');
  const { page } = browser;
  await page.getByRole('link', { name: 'Queues' }).click();
  await page.getByRole('link', { name: 'generation' }).first().click();
  const link = page.getByRole('link', { name: 'Open the job' }).first();
  await link.waitFor();
  expect(await link.getAttribute('href')).toBe(`/jobs/${id}`);
  const named = await page
    .locator('button')
    .evaluateAll((all) => all.map((button) => button.getAttribute('aria-label') ?? button.textContent));
  expect(named.filter((name) => name?.trim() === '')).toEqual([]);
  expect(named).toContain('Settings');
  await page.getByRole('link', { name: 'Back to Darkroom' }).click();
  await page.waitForURL(({ pathname }) => pathname === '/');
  expect(browser.complaints).toEqual([]);
});
