import { expect, test } from '@jest/globals';
import { openBrowser, waitFor } from '@darkroom/testkit';

import { ACCOUNT_PAGE, PAGES, SYSTEM_PAGES, USAGE_PAGES } from '../pages/page-list.ts';
import { BASIC, dashboardWorld, PEOPLES_PASSWORD } from '../test/dashboard-world.ts';
import { logInByKeyboard } from '../test/log-in-by-keyboard.ts';
import { barriers, sideways } from '../test/look-at.ts';

/** They are not offered to people who are limited to tenants. */
const OF_ALL_TENANTS: ReadonlySet<string | null> = new Set(['/system', '/system/people']);
const WIDTHS = [320, 390, 1_440, 2_200];
/** On which text is also looked at in twice its size. */
const WIDTHS_OF_LARGE_TEXT = [780, 1_440];

test.each([
  { scheme: 'light', width: 390, height: 844 },
  { scheme: 'dark', width: 1_440, height: 900 },
] as const)('every page fits screens of all widths and keeps nobody out ($scheme)', async (look) => {
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
  await using browser = await openBrowser(look);
  const { page } = browser;
  // One of the two has nothing that moves.
  await page.emulateMedia({ reducedMotion: look.scheme === 'dark' ? 'reduce' : 'no-preference' });
  await page.goto(world.url);
  expect([await sideways(page), await barriers(page)]).toEqual([0, []]);
  await logInByKeyboard(page, world.url);
  const moving = new Set<string>();
  for (const path of [
    ...[...PAGES, ...USAGE_PAGES, ...SYSTEM_PAGES, ACCOUNT_PAGE].map((each) => each.path),
    '/jobs?view=cards',
    `/jobs/${held}`,
    `/jobs/${made}`,
    `/held?job=${held}`,
    `/batches?batch=${batch}`,
  ]) {
    await page.goto(`${world.url}${path}`);
    await page.waitForSelector('#pulse[data-state="live"]');
    await page.locator('#main :is([data-status], [data-ready]):visible').first().waitFor();
    expect({ path, barriers: await barriers(page) }).toEqual({ path, barriers: [] });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: look.height });
      await waitFor(async () => (await sideways(page)) === 0, { what: `${path} to fit ${width} px` });
    }
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    for (const width of WIDTHS_OF_LARGE_TEXT) {
      await page.setViewportSize({ width, height: look.height });
      await waitFor(async () => (await sideways(page)) === 0, { what: `${path} to fit ${width} px in twice the size` });
    }
    await page.setViewportSize(look);
    if (await page.evaluate<boolean>('document.getAnimations().length > 0')) moving.add(path);
  }
  expect(moving.has('/jobs?view=cards')).toBe(look.scheme === 'light');
  expect(look.scheme === 'dark' ? [...moving] : []).toEqual([]);
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
  await using browser = await openBrowser();
  const { page } = browser;
  const refused: string[] = [];
  page.on('response', (answer) => {
    if (answer.status() >= 400) refused.push(`${answer.status()} ${new URL(answer.url()).pathname}`);
  });
  await logInByKeyboard(page, world.url, { user: 'vera', password: PEOPLES_PASSWORD });
  const paths = [...PAGES, ...USAGE_PAGES, ...SYSTEM_PAGES, ACCOUNT_PAGE]
    .map((each) => each.path)
    .filter((path) => !OF_ALL_TENANTS.has(path));
  for (const path of [...paths, `/jobs/${held}`, `/jobs/${theirs}?tenant=globex`, '/gallery?tenant=globex', `/batches?batch=${batch}`]) {
    await page.goto(`${world.url}${path}`);
    await page.waitForSelector('#pulse[data-state="live"]');
    await page.locator('#main :is(h1, h2)').first().waitFor();
    await waitFor(async () => (await page.locator('#main .reading').count()) === 0, { what: `the contents of ${path}` });
    // What changes something asks first, which its button says by "…". All people may change their own account.
    const buttons = await page.locator('#main button', { hasText: '…' }).allInnerTexts();
    expect({ path, buttons: buttons.filter((words) => !/^(Change your password|End)/.test(words)) }).toEqual({ path, buttons: [] });
    expect(await page.getByText('initech').count()).toBe(0);
  }
  const offered = await page.locator('nav a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(offered.filter((path) => OF_ALL_TENANTS.has(path))).toEqual([]);
  await page.goto(`${world.url}/held?job=${held}`);
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
