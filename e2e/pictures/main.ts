import { mkdir } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { openBrowser, startProcess, waitFor } from '@darkroom/testkit';

import { startBusySystem } from './busy-system.ts';

// `npm run pictures`: takes the pictures of the docs anew, from the whole system while it works.
const FOLDER = fileURLToPath(new URL('../../docs/pictures', import.meta.url));
const LOGIN = { user: 'ansel', password: 'half-dome-1927' };
const HAS_ALL_PICTURES =
  "document.querySelectorAll('#sheet [data-job]').length > 8 && [...document.images].every((image) => image.complete && image.naturalWidth > 0)";

await using system = await startBusySystem();
await using dashboard = await startProcess('dashboard', {
  ...system.settings,
  DASHBOARD_USER: LOGIN.user,
  DASHBOARD_PASSWORD: LOGIN.password,
});
await using browser = await openBrowser({ width: 1_440, height: 1_060, scheme: 'light' });
const { page } = browser;
await page.goto(dashboard.url);
await page.getByLabel('Name').fill(LOGIN.user);
await page.getByLabel('Password').fill(LOGIN.password);
await page.getByRole('button', { name: 'Log in' }).click();
await page.waitForSelector('#pulse[data-state="live"]');
await waitFor(() => page.evaluate<boolean>(HAS_ALL_PICTURES), { what: 'all pictures to be there', timeoutMs: 30_000 });
await mkdir(FOLDER, { recursive: true });
await page.screenshot({ path: `${FOLDER}/dashboard.jpg`, type: 'jpeg', quality: 82 });
process.stdout.write(`${FOLDER}/dashboard.jpg\n`);
