import type { BillingState, UsageGroup } from '@darkroom/contracts';

import { dayWords } from '../text/days.ts';
import { billingWords, operationWords } from '../job/job.ts';
import { submitterWords } from '../job/submitter.ts';
import { capitalized } from '../text/text.ts';

/** All that usage can be grouped by. */
export const GROUP_WORDS: Record<UsageGroup, string> = {
  day: 'Day',
  tenant: 'Tenant',
  project_code: 'Project',
  product_id: 'Product',
  operation: 'Operation',
  size_name: 'Size',
  key: 'API key',
  billing: 'Bill',
};

/** The same within a sentence. */
export function groupWordsWithin(group: UsageGroup): string {
  return group === 'key' ? GROUP_WORDS.key : GROUP_WORDS[group].toLowerCase();
}

/** Calls without a value of a group. Only generations have operations, and only downloads have sizes. */
const WITHOUT: Partial<Record<UsageGroup, string>> = {
  project_code: 'No project',
  product_id: 'No product',
  operation: 'Downloads',
  size_name: 'Generations',
  key: 'No API key',
};

/** Several of one group together. */
const MANY: Partial<Record<UsageGroup, string>> = {
  day: 'days',
  tenant: 'tenants',
  project_code: 'projects',
  product_id: 'products',
  size_name: 'sizes',
  key: 'API keys',
};

/** The value of a group: "WINTER-26", "No project", "4k". `keyNames`: of API keys, by their ids. */
export function groupValueWords(
  group: UsageGroup,
  value: string | number | null | undefined,
  keyNames: Readonly<Record<string, string>> = {},
): string {
  if (value === null || value === undefined || value === '') return WITHOUT[group] ?? 'None';
  if (value === '(other)') return 'Others, counted together';
  if (group === 'day') return dayWords(String(value));
  if (group === 'operation') return operationWords(value as never) ?? String(value);
  if (group === 'billing') return capitalized(billingWords(value as BillingState));
  return group === 'key' ? submitterWords(String(value), keyNames) : String(value);
}

/** "4 other projects" */
export function otherWords(group: UsageGroup | null, count: number): string {
  return `${count.toLocaleString()} other ${(group && MANY[group]) ?? 'series'}`;
}
