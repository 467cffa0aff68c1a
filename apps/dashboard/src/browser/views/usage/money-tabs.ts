import type { TemplateResult } from 'lit-html';

import { pageTabs } from '../frame/tabs.ts';

/** The way between the pages about money. */
export function moneyTabs(): TemplateResult {
  return pageTabs('Usage', [
    ['/usage', 'Usage'],
    ['/usage/budgets', 'Budgets'],
    ['/usage/reconciliation', 'Reconciliation'],
  ]);
}
