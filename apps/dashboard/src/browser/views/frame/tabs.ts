import { html, nothing, type TemplateResult } from 'lit-html';

import { follow } from '../../state/address.ts';

export type Tab = { href: string; name: string; isCurrent: boolean };

/** Parts of one subject, each at its own address. `isOnePage`: all are on this page, so a click changes the address only. */
export function tabs(label: string, all: readonly Tab[], { isOnePage = false } = {}): TemplateResult {
  const current = isOnePage ? 'true' : 'page';
  return html`<nav class="tabs" aria-label=${label}>
    ${all.map(
      ({ href, name, isCurrent }) =>
        html`<a href=${href} aria-current=${isCurrent ? current : nothing} @click=${isOnePage ? follow : nothing}>${name}</a>`,
    )}
  </nav>`;
}

/** Tabs that are pages: of each, its address and its name. */
export function pageTabs(label: string, pages: readonly (readonly [path: string, name: string])[]): TemplateResult {
  return tabs(
    label,
    pages.map(([href, name]) => ({ href, name, isCurrent: href === location.pathname })),
  );
}
