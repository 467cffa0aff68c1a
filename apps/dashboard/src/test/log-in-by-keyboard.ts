import type { Page } from 'playwright-core';

import { PASSWORD, USER } from './dashboard-world.ts';

/** Logs in as a person without a mouse does. */
export async function logInByKeyboard(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('#user:focus').waitFor();
  await page.keyboard.type(USER);
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#pulse[data-state="live"]');
}
