import { expect, test } from '@jest/globals';

import { ACCOUNT_PAGE, PAGES, SYSTEM_PAGES, USAGE_PAGES } from '../pages/page-list.ts';
import { BASIC, dashboardWorld, PEOPLES_PASSWORD } from '../test/dashboard-world.ts';
import { openPage } from '../test/open-page.ts';
import { barriers, fits } from '../test/look-at.ts';

/** They are not offered to people who are limited to tenants. */
const OF_ALL_TENANTS: ReadonlySet<string | null> = new Set(['/system', '/system/people']);
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1_440, height: 900 };
/** The line below the page of the navigation that is open, in pixels, where the navigation can be scrolled and cuts off what is beside it. */
const ROOM_BELOW_PRESENT = `(() => {
  const present = document.querySelector('.nav [aria-current]');
  const nav = present?.closest('.nav');
  if (!nav || getComputedStyle(nav).overflowX === 'visible') return 9;
  return nav.getBoundingClientRect().bottom - present.getBoundingClientRect().bottom;
})()`;
const WIDTHS = [320, 390, 2_200, 1_440];
/** On which text is also looked at in twice its size. */
const WIDTHS_OF_LARGE_TEXT = [780, 1_440];

test('every page fits screens of all widths, keeps nobody out by day or by night, and moves for nobody who wants no motion', async () => {
  await using world = await dashboardWorld();
  const held = await world.drive.accept({
    request: { prompt: 'w'.repeat(200) },
    tenant: 'a-tenant-with-quite-a-long-name-that-may-not-push-the-page',
  });
  await world.drive.submit(held);
  await world.drive.end(held, { status: 'held' });
  const made = await world.drive.accept({ request: { prompt: 'a fox', project_code: 'x'.repeat(200) } });
  await world.drive.wait(made);
  await world.drive.succeed(made);
  await world.drive.accept();
  const waiting = await world.drive.accept();
  await world.drive.wait(waiting);
  const batch = await submitBatch(world.url);
  await using browser = await openPage(world, '/');
  const { page } = browser;
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
  const moves = () => page.evaluate<boolean>('document.getAnimations().length > 0');
  const moving: string[] = [];
  const unmarked: string[] = [];
  const look = async (path: string): Promise<void> => {
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
    const byDay = await barriers(page);
    if (await moves()) moving.push(path);
    for (const width of WIDTHS) {
      await page.setViewportSize({ ...DESK, width });
      await fits(page, `${path} in ${width} px`);
      if ((await page.evaluate<number>(ROOM_BELOW_PRESENT)) < 1.5) unmarked.push(`${path} in ${width} px`);
    }
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    const [byNight, movesByNight] = [await barriers(page), await moves()];
    expect({ path, byDay, byNight, movesByNight }).toEqual({ path, byDay: [], byNight: [], movesByNight: false });
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    for (const width of WIDTHS_OF_LARGE_TEXT) {
      await page.setViewportSize({ ...DESK, width });
      await fits(page, `${path} in ${width} px, in twice the size`);
    }
  };
  for (const path of [
    ...[...PAGES, ...USAGE_PAGES, ...SYSTEM_PAGES, ACCOUNT_PAGE].map((each) => each.path),
    '/jobs?view=cards',
    `/jobs/${held}`,
    `/jobs/${made}`,
    `/held?job=${held}`,
    `/batches?batch=${batch}`,
  ]) {
    await browser.goTo(path);
    await page.locator('#main :is([data-status], [data-ready]):visible').first().waitFor();
    await look(path);
  }
  await page.context().clearCookies();
  await page.goto(`${world.url}/login`);
  await look('the login');
  expect(moving).toContain('/jobs?view=cards');
  expect(unmarked).toEqual([]);
  expect(browser.complaints.filter((text) => !text.includes('503'))).toEqual([]); // there is no Getty to ask for candidates
});

test('a viewer of two tenants sees every page, and no button that would be refused', async () => {
  await using world = await dashboardWorld();
  await world.person({ name: 'vera', tenants: ['acme', 'globex'] });
  const held = await world.drive.accept();
  await world.drive.submit(held);
  await world.drive.end(held, { status: 'held' });
  const theirs = await world.drive.accept({ tenant: 'globex' });
  await world.drive.wait(theirs);
  await world.drive.succeed(theirs);
  await world.drive.accept({ tenant: 'initech', request: { prompt: 'a secret of initech' } });
  const batch = await submitBatch(world.url);
  await using browser = await openPage(world, '/account', { user: 'vera', password: PEOPLES_PASSWORD });
  const { page } = browser;
  const refused: string[] = [];
  page.on('response', (answer) => {
    if (answer.status() >= 400) refused.push(`${answer.status()} ${new URL(answer.url()).pathname}`);
  });
  const paths = [...PAGES, ...USAGE_PAGES, ...SYSTEM_PAGES, ACCOUNT_PAGE]
    .map((each) => each.path)
    .filter((path) => !OF_ALL_TENANTS.has(path));
  for (const path of [...paths, `/jobs/${held}`, `/jobs/${theirs}?tenant=globex`, '/gallery?tenant=globex', `/batches?batch=${batch}`]) {
    await browser.goTo(path);
    await page.locator('#main :is(h1, h2)').first().waitFor();
    // What changes something asks first, which its button says by "…". All people may change their own account.
    const buttons = await page.locator('#main button', { hasText: '…' }).allInnerTexts();
    expect({ path, buttons: buttons.filter((words) => !/^(Change your password|End)/.test(words)) }).toEqual({ path, buttons: [] });
    expect(await page.getByText('initech').count()).toBe(0);
  }
  const offered = await page.locator('nav a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(offered.filter((path) => OF_ALL_TENANTS.has(path))).toEqual([]);
  await browser.goTo(`/held?job=${held}`);
  await page.getByText('To decide needs the role operator.').waitFor();
  expect(refused.filter((each) => !each.startsWith('503'))).toEqual([]); // there is no Getty to ask for candidates
});

/** The id of a batch of which one job is rejected. */
async function submitBatch(url: string): Promise<string> {
  const headers = { authorization: BASIC, 'content-type': 'application/json', 'darkroom-tenant': 'acme' };
  const body = JSON.stringify({
    jobs: [{ type: 'generation', prompt: 'a fox' }, { type: 'generation' }],
    metadata: { name: 'w'.repeat(200) },
  });
  return ((await (await fetch(`${url}/v1/batches`, { method: 'POST', headers, body })).json()) as { id: string }).id;
}
