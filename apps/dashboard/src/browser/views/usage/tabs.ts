import { html, type TemplateResult } from 'lit-html';

const TABS = [
  ['/usage', 'Usage'],
  ['/usage/budgets', 'Budgets'],
  ['/usage/reconciliation', 'Reconciliation'],
] as const;

/** The way between the pages about money. */
export function moneyTabs(): TemplateResult {
  return html`<nav class="page-tabs" aria-label="Usage">
    ${TABS.map(([path, title]) => html`<a href=${path} aria-current=${path === location.pathname ? 'page' : 'false'}>${title}</a>`)}
  </nav>`;
}
