import { openBrowser, type BrowserPage } from '@darkroom/testkit';

import type { Bench, Measured } from './bench.ts';
import { fillUsage } from './fill-usage.ts';
import { median } from './median.ts';
import type { World } from './world.ts';

/** `FIRST_PAINT_JOBS=100000` makes it smaller. */
const JOBS = 1_000_000;
const FEW_JOBS = 1_000;
const MOST_MS = 1_000;
const LOADS = 5;
const TENANT = 'shop';
const LOGIN = { user: 'ansel', password: 'half-dome-1927' };
const PRICES = JSON.stringify({ currency: 'USD', generation: '0.12', 'download.4k': '1.50' });
/** Of usage, which does not depend on the number of jobs. */
const USAGE = { tenant: TENANT, days: 62, combinations: 300 };
const AT_LAST_MS = 60_000;

/** Addresses, and what stands on each once it has its contents. */
const PAGES: Record<string, string> = {
  '/': '#sheet li',
  '/jobs': '#list tr[data-job]',
  '/jobs?view=cards': '#list li',
  '/jobs?q=lighthouse': '#list tr[data-job]',
  '/jobs?q=zzzz': '#list .nothing-here',
  '/jobs?status=failed': '#list tr[data-job]',
  '/jobs?status=expired&project_code=campaign-19': '#list :is(tr[data-job], .nothing-here)',
  '/jobs?type=download&billing=charged': '#list tr[data-job]',
  '/jobs?operation=refine': '#list tr[data-job]',
  '/jobs?metadata[channel]=partner': '#list tr[data-job]',
  '/gallery': '.roll',
  '/gallery?q=lighthouse': '.roll',
  '/held': '.held-clear, #list [data-job]',
  '/batches': '.batches, .nothing-here',
  '/webhooks': '.hooks-deliveries, .hooks-part .nothing-here',
  '/usage': '.usage-rows .nothing-here, .usage-table',
  '/usage/budgets': '[data-ready]',
};

/** How soon pages of the dashboard stand in a browser before a million ended jobs, and how many bytes they ask for. */
export const firstPaint: Bench = {
  question: `ms until the slowest page of the dashboard stands, before ${JOBS} ended jobs, by the same before ${FEW_JOBS}; at most ${MOST_MS} ms`,
  goal: { atMost: 2 },
  ask,
};

type Load = { paintMs: number; standsMs: number; bytes: number };

async function ask(world: World): Promise<Measured> {
  const jobs = Number(world.environment['FIRST_PAINT_JOBS'] ?? JOBS);
  const dashboard = await world.startApp('dashboard', {
    DASHBOARD_USER: LOGIN.user,
    DASHBOARD_PASSWORD: LOGIN.password,
    DARKROOM_PRICES: PRICES,
  });
  await world.startPart('kept-loader', { url: world.redis.url, tenant: TENANT, jobs: FEW_JOBS, search: true });
  await fillUsage(world.probe, USAGE);
  const few = await visitAll(world, dashboard.url);
  const loaded = await world.startPart('kept-loader', { url: world.redis.url, tenant: TENANT, jobs: jobs - FEW_JOBS, search: true });
  world.say(`  loaded ${jobs} jobs in ${loaded.report.seconds} s`);
  const many = await visitAll(world, dashboard.url);

  const [slowest, load] = Object.entries(many).toSorted(([, a], [, b]) => b.standsMs - a.standsMs)[0]!;
  const baseline = few[slowest]!.standsMs;
  return {
    figure: load.standsMs,
    unit: 'ms',
    baseline,
    ratio: load.standsMs / baseline,
    alsoMet: load.standsMs <= MOST_MS,
    details: { jobs, slowest, few, many },
  };
}

/** Each page as a browser has it that knows its scripts already. */
async function visitAll(world: World, url: string): Promise<Record<string, Load>> {
  await using browser = await openBrowser();
  const { page } = browser;
  await page.goto(url);
  await page.locator('#user').fill(LOGIN.user);
  await page.locator('#password').fill(LOGIN.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#pulse[data-state="live"]');
  const found: Record<string, Load> = {};
  for (const [path, stands] of Object.entries(PAGES)) {
    const loads: Load[] = [];
    for (let count = 0; count <= LOADS; count += 1) {
      const load = await visit(page, `${url}${path}`, stands);
      if (count > 0) loads.push(load); // the first also loads scripts that are new to the browser
    }
    const of = (name: keyof Load): number => Math.round(median(loads.map((load) => load[name])));
    found[path] = { paintMs: of('paintMs'), standsMs: of('standsMs'), bytes: of('bytes') };
    world.say(`  ${path}: ${JSON.stringify(found[path])}`);
  }
  return found;
}

/** In the page: when its contents stood, when it was painted first, and the bytes of all that it asked for, pictures apart. */
const LOOK = `(stands) => new Promise((resolve, reject) => {
  const look = () => {
    if (performance.now() > ${AT_LAST_MS}) return reject(new Error('This does not come: ' + stands));
    if (!document.querySelector(stands)) return requestAnimationFrame(look);
    const standsMs = performance.now();
    requestAnimationFrame(() => setTimeout(() => {
      const paint = performance.getEntriesByName('first-contentful-paint')[0];
      const asked = performance.getEntriesByType('resource').filter((each) => each.initiatorType !== 'img');
      const bytes = asked.reduce((sum, each) => sum + each.transferSize, performance.getEntriesByType('navigation')[0].transferSize);
      resolve({ paintMs: paint ? paint.startTime : standsMs, standsMs, bytes });
    }));
  };
  look();
})`;

async function visit(page: BrowserPage['page'], url: string, stands: string): Promise<Load> {
  await page.goto(url, { waitUntil: 'commit', timeout: AT_LAST_MS });
  return page.evaluate<Load>(`(${LOOK})(${JSON.stringify(stands)})`);
}
