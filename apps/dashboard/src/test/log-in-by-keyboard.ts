import type { Page } from 'playwright-core';

import { PASSWORD, USER } from './dashboard-world.ts';

/** Logs in as a person without a mouse does. */
export async function logInByKeyboard(page: Page, url: string, { user, password } = { user: USER, password: PASSWORD }): Promise<void> {
  await page.goto(url);
  await page.locator('#user:focus').waitFor();
  await page.keyboard.type(user);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#pulse[data-state="live"]');
}
