import { html, type TemplateResult } from 'lit-html';

import { may, readPerson } from '../../state/person.ts';

/** The parts of the system, each a page of its own. What runs concerns all tenants. People are managed by admins who cover all tenants. */
export function systemTabs(): TemplateResult {
  const tabs = [
    ...(readPerson().tenants === null ? ([['/system', 'Processes']] as const) : []),
    ['/system/keys', 'API keys'],
    ['/system/audit', 'Audit'],
    ...(managesPeople() ? ([['/system/people', 'People']] as const) : []),
  ] as const;
  return html`<nav class="tabs" aria-label="Parts of the system">
    ${tabs.map(([path, name]) => html`<a href=${path} aria-current=${path === location.pathname ? 'page' : 'false'}>${name}</a>`)}
  </nav>`;
}

export function managesPeople(): boolean {
  return may('admin') && readPerson().tenants === null;
}
