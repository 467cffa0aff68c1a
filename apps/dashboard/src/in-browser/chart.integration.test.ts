import { expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';
import type { Page } from 'playwright-core';

import type { Chart } from '../browser/views/chart/chart-data.ts';
import { dashboardWorld } from '../test/dashboard-world.ts';
import { openPage } from '../test/open-page.ts';
import { barriers, fits } from '../test/look-at.ts';

const DAYS = 5;
const SPEND: Chart = {
  title: 'Spend by day',
  kind: 'stacked',
  unit: { currency: 'USD' },
  step: 'day',
  times: Array.from({ length: DAYS }, (_, day) => Date.UTC(2026, 9, 1 + day)),
  series: [
    { name: '<b>acme</b>', values: [1, 2, 0, 4, 5], tone: 'first' },
    { name: 'globex', values: [1, 1, 1, 1, null], tone: 'second' },
  ],
  empty: 'Nothing was spent.',
};

/** Draws this chart, or nothing, in place of what the page shows. */
async function draw(page: Page, chart: Chart | null): Promise<void> {
  await page.evaluate(`(async (shown) => {
    const at = document.querySelector('script[type=module]').getAttribute('src').replace(/pages\\/.*/, '');
    const { chart } = await import(at + 'views/chart/chart.ts');
    const { render, nothing } = await import(at + 'lit-html/lit-html.js');
    let place = document.querySelector('#drawn');
    if (!place) {
      const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: at + 'styles/chart.css' });
      place = Object.assign(document.createElement('section'), { id: 'drawn' });
      const main = document.createElement('main');
      main.append(Object.assign(document.createElement('h1'), { textContent: 'A chart' }), place);
      document.body.replaceChildren(style, main);
      await new Promise((resolve) => style.addEventListener('load', resolve));
    }
    render(shown ? chart(shown) : nothing, place);
  })(${JSON.stringify(chart)})`);
}

/** The colour of the last bar, low in it. */
async function colourOfLastBar(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const canvas = document.querySelector('canvas');
    const over = document.querySelector('.u-over');
    const scale = canvas.width / canvas.clientWidth;
    const x = over.offsetLeft + (over.clientWidth * ${DAYS - 0.5}) / ${DAYS};
    const y = over.offsetTop + over.clientHeight * 0.75;
    const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, -Math.round(x * scale), -Math.round(y * scale));
    return [...copy.getImageData(0, 0, 1, 1).data].join();
  })()`);
}

test('a chart shows its values on hover, by keyboard and as a table, in the colours of the scheme', async () => {
  await using world = await dashboardWorld();
  await using browser = await openPage(world, '/');
  const { page } = browser;
  await draw(page, SPEND);
  const slider = page.getByRole('slider', { name: 'Spend by day' });
  await slider.locator('canvas').waitFor();
  const says = (words: RegExp) =>
    waitFor(async () => words.test((await slider.getAttribute('aria-valuetext')) ?? ''), { what: `the chart to say ${words.source}` });
  await says(/5, 2026: <b>acme<\/b> \$5\.00, Total \$5\.00$/);

  await slider.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await says(/2, 2026: <b>acme<\/b> \$2\.00, globex \$1\.00, Total \$3\.00$/);
  const tip = page.locator('.chart-tip');
  await tip.getByText('$3.00').waitFor();
  await page.keyboard.press('Escape');
  await tip.waitFor({ state: 'hidden' });
  const { x, y, width, height } = (await slider.boundingBox())!;
  await page.mouse.move(x + width * 0.95, y + height / 2);
  await tip.getByText('<b>acme</b>').waitFor();

  await waitFor(async () => (await colourOfLastBar(page)) === '42,95,168,255', { what: 'the colours of the light scheme' });
  await page.emulateMedia({ colorScheme: 'dark' });
  await waitFor(async () => (await colourOfLastBar(page)) === '127,177,245,255', { what: 'the colours of the dark scheme' });

  await page.getByText('As a table').click();
  const rows = await page.locator('tbody tr').allInnerTexts();
  expect(rows.map((row) => row.split('\t').slice(1))).toEqual([
    ['$1.00', '$1.00', '$2.00'],
    ['$2.00', '$1.00', '$3.00'],
    ['$0.00', '$1.00', '$1.00'],
    ['$4.00', '$1.00', '$5.00'],
    ['$5.00', '–', '$5.00'],
  ]);
  expect(await barriers(page)).toEqual([]);
  expect(browser.complaints).toEqual([]);
});

test('a chart is as wide as its box, takes later values, keeps its height without any, and goes without a trace', async () => {
  await using world = await dashboardWorld();
  await using browser = await openPage(world, '/');
  const { page } = browser;
  await draw(page, SPEND);
  const canvas = page.locator('canvas');
  await canvas.waitFor();
  const { height } = (await page.locator('.chart-plot').boundingBox())!;
  await page.setViewportSize({ width: 390, height: 844 });
  await waitFor(async () => (await canvas.boundingBox())!.width < 390, { what: 'the chart to become narrow' });
  await fits(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  await draw(page, { ...SPEND, series: SPEND.series.map((each) => ({ ...each, values: [0, 0, 0, 0, 7] })) });
  await page.getByRole('slider').focus();
  await page.keyboard.press('End');
  await page.locator('.chart-tip').getByText('$14.00').waitFor();
  await draw(page, { ...SPEND, series: [] });
  await page.getByText('Nothing was spent.').waitFor();
  expect((await page.locator('.chart-plot').boundingBox())!.height).toBeCloseTo(height, 0);
  expect(await canvas.count()).toBe(0);
  await draw(page, null);
  await page.setViewportSize({ width: 800, height: 600 });
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(browser.complaints).toEqual([]);
});
