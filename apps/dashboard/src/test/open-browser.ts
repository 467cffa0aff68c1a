import { chromium, type Page } from 'playwright-core';

import { PASSWORD, USER } from './dashboard-world.ts';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type BrowserPage = AsyncDisposable & {
  page: Page;
  /** What the console complained of, content security violations among it. */
  complaints: string[];
};

/** A page in a browser of its own. `CHROMIUM` names another than Debian's. */
export async function openBrowser(options: { width?: number; height?: number; scheme?: 'light' | 'dark' } = {}): Promise<BrowserPage> {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });
  const viewport = { width: options.width ?? 1440, height: options.height ?? 900 };
  const context = await browser.newContext({ viewport, colorScheme: options.scheme ?? 'light' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints, [Symbol.asyncDispose]: () => browser.close() };
}

/** Logs in as a person without a mouse does. */
export async function logInByKeyboard(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction("document.activeElement?.getAttribute('autocomplete') === 'username'"); // the name has the focus
  await page.keyboard.type(USER);
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#pulse[data-state="live"]');
}
