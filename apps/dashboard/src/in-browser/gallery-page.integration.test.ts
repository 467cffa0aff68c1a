import { describe, expect, test } from '@jest/globals';
import { startProcess, waitFor } from '@darkroom/testkit';
import type { Page } from 'playwright-core';

import { dashboardWorld, PEOPLES_PASSWORD } from '../test/dashboard-world.ts';
import { openPage } from '../test/open-page.ts';
import { barriers, fits } from '../test/look-at.ts';

const DAY_MS = 86_400_000;
const PRICES = '{"currency":"USD","generation":"0.12","download.4k":"1.50"}';

const shown = (page: Page) =>
  page.locator('#gallery [data-job]').evaluateAll((rolls) => rolls.map((roll) => roll.getAttribute('data-job')));

async function shows(page: Page, ids: string[]): Promise<void> {
  await waitFor(async () => (await shown(page)).join() === ids.join(), { what: `the pictures of ${ids.join()}` });
}

describe('the gallery', () => {
  test('finds pictures by words, day, project and operation, all in its address; one opens large, by keyboard too', async () => {
    await using world = await dashboardWorld();
    const { drive } = world;
    const make = async (request: object, over: object = {}) => {
      const id = await drive.accept({ request: { prompt: 'a fox', ...request }, ...over });
      await drive.wait(id);
      await drive.succeed(id, drive.generated(id, { blocked: [3] }));
      return id;
    };
    const old = await make({ prompt: 'a heron at dawn', project_code: 'autumn' }, { createdAt: Date.now() - 40 * DAY_MS });
    const fox = await make({});
    await drive.accept();
    await using browser = await openPage(world, '/gallery');
    const { page } = browser;
    await shows(page, [fox, old]);

    await page.getByRole('searchbox').fill('her daw');
    await page.keyboard.press('Enter');
    await shows(page, [old]);
    await page.waitForURL(({ search }) => search === '?q=her+daw');
    await page.goBack();
    await shows(page, [fox, old]);
    await page.getByRole('button', { name: 'Last 7 days' }).click();
    await shows(page, [fox]);
    await page.getByText('More filters', { exact: true }).click(); // not open: the button shows the days
    await page.getByRole('link', { name: 'Clear all' }).click();
    await page.getByLabel('Project code').fill('autumn');
    await page.getByRole('button', { name: 'Apply' }).click();
    await shows(page, [old]);
    await page.getByLabel('Operation').selectOption('refine');
    await page.getByText('No picture matches.').waitFor();

    // Among a million jobs the server looks for archived ones in steps; nothing in the first ones is no reason for a click.
    const looks: (string | null)[] = [];
    await page.route('**/data/gallery?*', async (route) => {
      const { searchParams } = new URL(route.request().url());
      looks.push(searchParams.get('cursor'));
      if (looks.length < 3) return route.fulfill({ json: { data: [], next_cursor: `further-${looks.length}` } });
      return route.fulfill({ response: await route.fetch({ url: `${world.url}/data/gallery?archived=no` }) });
    });
    await browser.goTo('/gallery?archived=yes');
    await shows(page, [fox, old]);
    expect(looks.slice(0, 3)).toEqual([null, 'further-1', 'further-2']);
    await page.unrouteAll({ behavior: 'wait' });

    await browser.goTo('/gallery');
    await page.locator(`[data-job="${fox}"] a.frame`).first().focus();
    await page.keyboard.press('Enter');
    const lightbox = page.getByRole('dialog', { name: 'Picture' });
    await lightbox.getByText('1 of 6').waitFor();
    for (const place of ['2 of 6', '3 of 6', '4 of 6']) {
      await page.keyboard.press('ArrowRight');
      await lightbox.getByText(place).waitFor();
    }
    await lightbox.getByText('a heron at dawn').waitFor();
    await page.waitForURL(({ searchParams }) => searchParams.get('open') === `${old}.0`);
    await fits(page);
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await lightbox.waitFor({ state: 'hidden' });
    await page.waitForURL(({ search }) => search === '');
    await page.locator(`[data-picture="${old}.0"]:focus`).waitFor(); // the one that was left, not the one that was opened

    await browser.goTo(`/gallery?q=fox&open=${old}.2`); // not on this page of the list
    await lightbox.getByText('a heron at dawn').waitFor();
    expect(browser.complaints).toEqual([]);
  });

  test('loads pictures from where they are stored; where one is not there any more, it asks the server', async () => {
    await using world = await dashboardWorld();
    const { drive } = world;
    const id = await drive.accept();
    await drive.wait(id);
    await drive.succeed(id);
    const images = `[...document.querySelectorAll('[data-job="${id}"] img')]`;
    const loaded = (page: Page) => page.evaluate<number>(`${images}.filter(({ naturalWidth }) => naturalWidth > 0).length`);
    await using browser = await openPage(world, '/held');
    const { page } = browser;
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/pictures/')) asked.push(pathname);
    });
    let tries = 0;
    await page.route('**/1.svg', (route) => ((tries += 1) === 1 ? route.fulfill({ status: 404 }) : route.continue()));
    await browser.goTo('/gallery');
    await waitFor(async () => (await loaded(page)) === 4, { what: 'the four pictures' });
    expect(asked).toEqual([`/pictures/${id}/1`]);
  });

  test('leads the next person in the same browser to no picture that they may not see', async () => {
    await using world = await dashboardWorld();
    const { drive } = world;
    const id = await drive.accept();
    await drive.wait(id);
    await drive.succeed(id);
    await world.person({ name: 'dora', tenants: ['globex'] });
    await using browser = await openPage(world, '/held');
    const { page } = browser;
    expect((await page.goto(`${world.url}/pictures/${id}/0`))?.status()).toBe(200);
    expect(new URL(page.url()).pathname).toBe('/0.svg');

    const [name = '', value = ''] = (await world.sessionCookie('dora', PEOPLES_PASSWORD)).split('=', 2);
    await page.context().addCookies([{ name, value, url: world.url, httpOnly: true, sameSite: 'Strict' }]);
    expect((await page.goto(`${world.url}/pictures/${id}/0`))?.status()).toBe(404);
  });

  test('gives a picture that was found by a word of its prompt in 4k: the price first, then the file', async () => {
    await using getty = await startProcess('simulator', {
      SIMULATOR_LATENCY: '1ms',
      SIMULATOR_GENERATION_DURATION: '20ms',
      SIMULATOR_DOWNLOAD_DURATION: '20ms',
    });
    const environment = {
      GETTY_API_KEY: 'test-key',
      GETTY_API_SECRET: 'test-secret',
      GETTY_API_URL: getty.url,
      GETTY_AUTH_URL: `${getty.url}/oauth2/token`,
      DARKROOM_PRICES: PRICES,
    };
    await using world = await dashboardWorld({ environment });
    await using _worker = await startProcess('worker', { ...environment, ...world.redisEnvironment, PORT: '0' });
    const submitted = await world.submit('/v1/generations', { prompt: 'a lighthouse in the storm', project_code: 'autumn' });
    await using browser = await openPage(world, '/gallery?q=lightho');
    const { page } = browser;
    await page.locator(`[data-job="${submitted}"] a.frame`).first().click();
    const lightbox = page.getByRole('dialog', { name: 'Picture' });
    await lightbox.getByRole('button', { name: 'Download…' }).click();
    const question = page.getByRole('dialog', { name: 'Download image 0' });
    await question.getByRole('radio', { name: /4k/ }).check();
    await question.getByText('It costs $1.50.').waitFor();
    await question.getByRole('button', { name: 'Download in 4k' }).click();
    await lightbox.getByText('The download in 4k has begun.').waitFor();
    const [popup] = await Promise.all([page.waitForEvent('popup'), lightbox.getByRole('link', { name: 'Open the 4k file' }).click()]);
    await popup.waitForURL((url) => url.origin === new URL(getty.url).origin);

    await lightbox.getByRole('button', { name: 'Refine…' }).click();
    const refine = page.getByRole('dialog', { name: 'Refine the image' });
    expect(await refine.getByLabel('Project code').inputValue()).toBe('autumn');
    await refine.getByLabel('What to change').fill('make the sky orange');
    await refine.getByText('It costs $0.12.').waitFor();
    await refine.getByRole('button', { name: 'Refine it' }).click();
    await lightbox.getByRole('link', { name: 'Follow it' }).click();
    await page.getByRole('heading', { name: 'make the sky orange' }).waitFor();
    await page.getByText('Image 0 of').waitFor();
    expect(browser.complaints).toEqual([]);
  });
});
