import { openBrowser, waitFor, type BrowserPage } from '@darkroom/testkit';
import { describe, expect, test } from '@jest/globals';

import { OPERATIONS } from '../openapi/operations.ts';
import { KEYS, setup } from '../test/world.ts';

const PATHS = Object.keys(OPERATIONS).map((route) => route.split(' ')[1]!.replaceAll(/:(\w+)/g, '{$1}'));

/** Waits until the page has this width, and nothing of it is beside that. */
async function fits(page: BrowserPage['page'], width: number): Promise<void> {
  const widths = () => page.evaluate<[number, number]>('[innerWidth, document.documentElement.scrollWidth]');
  await waitFor(async () => (await widths()).every((each) => each <= width), { what: `the page to fit ${width} px` });
}

describe('/docs', () => {
  test('loads nothing from elsewhere, and its policy allows no more than it needs', async () => {
    await using world = await setup();
    const response = await fetch(`http://127.0.0.1:${world.api.port}/docs`);
    const page = await response.text();
    expect(page).toContain('<title>Darkroom</title>');
    expect(page).not.toMatch(/(src|href)="(?!\/)/);
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
  });

  test('is where a browser gets from the address of the API; a program gets the 404 of any unknown path', async () => {
    await using world = await setup();
    const open = (accept: string) => fetch(`http://127.0.0.1:${world.api.port}/`, { headers: { accept }, redirect: 'manual' });
    const browser = await open('text/html,application/xhtml+xml,*/*;q=0.8');
    expect([browser.status, browser.headers.get('location')]).toEqual([302, '/docs']);
    for (const accept of ['*/*', 'application/json']) expect((await open(accept)).status).toBe(404);
  });

  test('shows every operation, on a phone and a wide screen, by day and by night, and the console complains of nothing', async () => {
    await using world = await setup();
    await using browser = await openBrowser();
    const { page, complaints } = browser;
    await page.goto(`http://127.0.0.1:${world.api.port}/docs#/Jobs/submitGeneration`);
    await page.waitForSelector('#operations-Jobs-submitGeneration .responses-table');
    const shown = async () => (await page.locator('.opblock-summary-path').allInnerTexts()).map((text) => text.replaceAll('\u200B', ''));
    const areShown = async () => {
      const all = await shown();
      return PATHS.every((path) => all.includes(path));
    };
    await waitFor(areShown, { what: 'every operation' });
    await page.getByText('aspect_ratio').first().waitFor(); // the operation refers to the schema that has it
    expect(await page.locator('.errors-wrapper').count()).toBe(0);
    for (const width of [390, 1_440]) {
      for (const [colorScheme, paper] of [
        ['light', 'rgb(247, 244, 238)'],
        ['dark', 'rgb(18, 16, 14)'],
      ] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        const paperOf = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
        await waitFor(async () => (await paperOf()) === paper, { what: `the ${colorScheme} page` });
        await fits(page, width);
      }
    }
    expect(complaints).toEqual([]);
  });

  test('a call can be tried on a phone, with a key that stays for the tab until it is taken back', async () => {
    await using world = await setup();
    await using browser = await openBrowser({ width: 390, height: 844 });
    const { page } = browser;
    const submit = '#operations-Jobs-submitGeneration';
    const tryIt = async () => {
      await page.click(`${submit} .try-out__btn`);
      await page.click(`${submit} .execute`);
      await page.waitForSelector(`${submit} .live-responses-table`);
    };
    await page.goto(`http://127.0.0.1:${world.api.port}/docs#/Jobs/submitGeneration`);
    await page.click('.btn.authorize');
    await page.fill('.auth-container input', KEYS.acme);
    await page.click('.auth-btn-wrapper .authorize');
    await page.click('.btn-done');
    await tryIt();
    expect(await world.count()).toBe(1);
    await fits(page, 390);

    await page.reload();
    await tryIt();
    expect(await world.count()).toBe(2);
    expect(await page.evaluate('JSON.stringify({ ...localStorage })')).toBe('{}');

    await page.click('.btn.authorize');
    await page.getByRole('button', { name: 'Remove authorization' }).click();
    await page.click('.btn-done');
    await waitFor(async () => (await page.evaluate('JSON.stringify({ ...sessionStorage })')) === '{}', { what: 'the key to be forgotten' });
  });
});
