import { mkdir } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { openBrowser, startProcess, waitFor } from '@darkroom/testkit';

import { startBusySystem } from './busy-system.ts';

// `npm run pictures`: takes the pictures of the docs anew, from the whole system while it works.
const FOLDER = fileURLToPath(new URL('../../docs/pictures', import.meta.url));
const LOGIN = { user: 'ansel', password: 'half-dome-1927' };
const HAS_ALL_PICTURES =
  "document.querySelector('main > *') && !document.querySelector('.reading') && [...document.images].every((image) => image.loading === 'lazy' || (image.complete && image.naturalWidth > 0))";
const VISIBLE_PICTURES =
  '[...document.images].filter((image) => image.getBoundingClientRect().top < innerHeight).every((image) => image.complete && image.naturalWidth > 0)';
/** Pictures are drawn some time after they have come. */
const DRAWN =
  'Promise.all([...document.images].map((image) => image.complete && image.decode())).then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))';

await using system = await startBusySystem();
await using dashboard = await startProcess('dashboard', {
  ...system.settings,
  DASHBOARD_USER: LOGIN.user,
  DASHBOARD_PASSWORD: LOGIN.password,
});
/** The file of each picture, and the page that it shows. */
const PICTURES = {
  dashboard: '/?range=day',
  jobs: '/jobs',
  job: `/jobs/${system.shown}`,
  gallery: '/gallery',
  held: `/held?job=${system.held}`,
  batches: '/batches',
  webhooks: '/webhooks',
  usage: '/usage',
  budgets: '/usage/budgets',
};

await mkdir(FOLDER, { recursive: true });
await using browser = await openBrowser({ width: 1_440, height: 1_060, scheme: 'light' });
const { page } = browser;
await page.goto(dashboard.url);
await page.getByLabel('Name').fill(LOGIN.user);
await page.getByLabel('Password').fill(LOGIN.password);
await page.getByRole('button', { name: 'Log in' }).click();
for (const [name, path] of Object.entries(PICTURES)) {
  await page.goto(`${dashboard.url}${path}`);
  await page.waitForSelector('#pulse[data-state="live"]');
  const isReady = async () => (await page.evaluate<boolean>(HAS_ALL_PICTURES)) && (await page.evaluate<boolean>(VISIBLE_PICTURES));
  await waitFor(isReady, { what: `all pictures of ${path} to be there` });
  await page.evaluate(DRAWN);
  await page.screenshot({ path: `${FOLDER}/${name}.jpg`, type: 'jpeg', quality: 80 });
  process.stdout.write(`${FOLDER}/${name}.jpg\n`);
}
