import { openBrowser, type BrowserPage } from '@darkroom/testkit';
import type { Locator, Page } from 'playwright-core';

import { PASSWORD, USER, type dashboardWorld } from './dashboard-world.ts';

type World = Pick<Awaited<ReturnType<typeof dashboardWorld>>, 'url' | 'sessionCookie'>;

export type OpenPage = BrowserPage & {
  /** The question in front of the page. */
  dialog: Locator;
  /** Goes to another page, and waits until it is settled. */
  goTo: (path: string) => Promise<void>;
};

/** Opens a page as a person who has logged in: by default the one of the settings. */
export async function openPage(
  world: World,
  path: string,
  { user = USER, password = PASSWORD, ...look }: { user?: string; password?: string } & Parameters<typeof openBrowser>[0] = {},
): Promise<OpenPage> {
  const browser = await openBrowser(look);
  const { page } = browser;
  const goTo = async (to: string): Promise<void> => {
    await page.goto(`${world.url}${to}`);
    await settled(page);
  };
  const [name = '', value = ''] = (await world.sessionCookie(user, password)).split('=', 2);
  await page.context().addCookies([{ name, value, url: world.url, httpOnly: true, sameSite: 'Strict' }]);
  await goTo(path);
  return { ...browser, dialog: page.getByRole('dialog'), goTo };
}

/** Waits until the page follows the queue, and has read what it shows. */
export async function settled(page: Page): Promise<void> {
  await page.locator('#pulse[data-state="live"]').waitFor();
  await page.locator('#main:not(:has(.reading))').waitFor();
}
