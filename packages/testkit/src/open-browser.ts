import { existsSync } from 'node:fs';

import type { Page } from 'playwright-core';

/** Debian's. The first has only what tests need, and takes a quarter of the processor time of the second. */
const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Only what hangs should meet it, also on a machine that is busy with other work; less than a test has. */
const PATIENCE_MS = 100_000;

/** What Chromium advises where a page takes seconds to load: on a busy machine it is said of any page. */
const ADVICE = 'was preloaded using link preload but not used within a few seconds';

export type BrowserPage = AsyncDisposable & {
  page: Page;
  /** Warnings and errors of the console, including content security violations. */
  complaints: string[];
};

/** Opens a page in a new browser. `CHROMIUM` names another than Debian's. */
export async function openBrowser(options: { width?: number; height?: number; scheme?: 'light' | 'dark' } = {}): Promise<BrowserPage> {
  const { chromium } = await import('playwright-core'); // few tests need it, and it is slow to load
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? BROWSERS.find((path) => existsSync(path)) ?? BROWSERS[0]!,
    args: ARGUMENTS,
    timeout: PATIENCE_MS,
  });
  const viewport = { width: options.width ?? 1440, height: options.height ?? 900 };
  const context = await browser.newContext({ viewport, colorScheme: options.scheme ?? 'light' });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning';
    if (isComplaint && !message.text().includes(ADVICE)) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints, [Symbol.asyncDispose]: () => browser.close() };
}
