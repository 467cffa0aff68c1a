import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** How far a page can be scrolled sideways, in pixels. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** What keeps people out who use the page in other ways, as axe finds it. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Waits until a link to this job has the focus. */
export async function focused(page: Page, id: string): Promise<void> {
  await page.locator(`[data-job="${id}"]:focus`).waitFor();
}
