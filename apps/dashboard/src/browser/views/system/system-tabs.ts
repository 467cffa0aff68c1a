import type { TemplateResult } from 'lit-html';

import { may, readPerson } from '../../state/person.ts';
import { pageTabs } from '../frame/tabs.ts';

/** The parts of the system, each a page of its own. What runs concerns all tenants. People are managed by admins who cover all tenants. */
export function systemTabs(): TemplateResult {
  return pageTabs('Parts of the system', [
    ...(readPerson().tenants === null ? ([['/system', 'Processes']] as const) : []),
    ['/system/keys', 'API keys'],
    ['/system/audit', 'Audit'],
    ...(managesPeople() ? ([['/system/people', 'People']] as const) : []),
  ]);
}

export function managesPeople(): boolean {
  return may('admin') && readPerson().tenants === null;
}
