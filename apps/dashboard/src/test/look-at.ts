import axe, { type AxeResults } from 'axe-core';
import { waitFor } from '@darkroom/testkit';
import type { Page } from 'playwright-core';

/** How far a page can be scrolled sideways, in pixels. */
function sideways(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** Waits until the page has the width that was set last, and nothing of it is beside that. */
export async function fits(page: Page, what = 'the page'): Promise<void> {
  const { width } = page.viewportSize()!;
  const fit = async () => (await page.evaluate<number>('innerWidth')) === width && (await sideways(page)) === 0;
  await waitFor(fit, { what: `${what} to fit` });
}

/** What keeps people out who use the page in other ways, as axe finds it. */
export async function barriers(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Waits until a link to this job has the focus. */
export async function focused(page: Page, id: string): Promise<void> {
  await page.locator(`[data-job="${id}"]:focus`).waitFor();
}
