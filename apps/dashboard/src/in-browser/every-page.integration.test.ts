import { expect, jest, test } from '@jest/globals';
import { openBrowser, waitFor } from '@darkroom/testkit';

import { ACCOUNT_PAGE, PAGES, SYSTEM_PAGES, USAGE_PAGES } from '../pages/page-list.ts';
import { BASIC, dashboardWorld } from '../test/dashboard-world.ts';
import { logInByKeyboard } from '../test/log-in-by-keyboard.ts';
import { barriers, sideways } from '../test/look-at.ts';

jest.setTimeout(240_000);

const WIDTHS = [320, 390, 1_440, 2_200];

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
  const made = await world.drive.accept();
  await world.drive.wait(made);
  await world.drive.succeed(made);
  await world.drive.accept();
  const batch = await submitBatch(world.url);
  await using browser = await openBrowser(look);
  const { page } = browser;
  await page.goto(world.url);
  expect([await sideways(page), await barriers(page)]).toEqual([0, []]);
  await logInByKeyboard(page, world.url);
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
    await page.setViewportSize(look);
  }
  expect(browser.complaints.filter((text) => !text.includes('503'))).toEqual([]); // there is no Getty to ask for candidates
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
