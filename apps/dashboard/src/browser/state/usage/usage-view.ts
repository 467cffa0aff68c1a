import type { UsageGroup } from '@darkroom/contracts';

import { dayOf, daysOfMonth, type Days } from '../../words/text/days.ts';
import { GROUP_WORDS } from '../../words/money/usage.ts';

/** What calls are counted: those with these values; an empty text stands for calls without one. */
export type UsageFilter = Exclude<UsageGroup, 'day' | 'tenant'>;

/** What the page of usage shows. The address has all of it. */
export type UsageView = Days & {
  groupBy: UsageGroup[];
  only: Partial<Record<UsageFilter, string>>;
  tenant: string | null;
};

const GROUPS = Object.keys(GROUP_WORDS) as UsageGroup[];
const FILTERS = GROUPS.filter((group): group is UsageFilter => group !== 'day' && group !== 'tenant');
/** What finance people look for first. */
const DEFAULT_GROUPS: UsageGroup[] = ['project_code'];
const NO_GROUPS = 'none';

/** Reads the query of the page. `now` in ms. What is wrong in it stays: the server says so. */
export function readUsageView(query: URLSearchParams, now: number): UsageView {
  const month = daysOfMonth(dayOf(now).slice(0, 'yyyy-mm'.length));
  const named = query.get('group_by');
  const only: UsageView['only'] = {};
  for (const name of FILTERS) {
    const value = query.get(name);
    if (value !== null) only[name] = value;
  }
  return {
    from: query.get('from') || month.from,
    to: query.get('to') || month.to,
    groupBy: named === null || named === '' ? DEFAULT_GROUPS : named === NO_GROUPS ? [] : (named.split(',') as UsageGroup[]),
    only,
    tenant: query.get('tenant') || null,
  };
}

/** The address that shows this, today and later. */
export function usageAddress(view: UsageView): string {
  const query = paramsOf(view);
  if (view.groupBy.length === 0) query.set('group_by', NO_GROUPS);
  if (view.tenant !== null) query.set('tenant', view.tenant);
  return `/usage?${query.toString()}`;
}

/** The query of `GET /v1/usage` and `/data/usage`. */
export function usageQuery(view: UsageView): string {
  return paramsOf(view).toString();
}

/** The same with a group added at the end, or removed. */
export function withGroup(view: UsageView, group: UsageGroup): UsageView {
  const { groupBy } = view;
  return { ...view, groupBy: groupBy.includes(group) ? groupBy.filter((each) => each !== group) : [...groupBy, group] };
}

/** Only one value of a group, by day: what a row leads to. */
export function narrowedTo(view: UsageView, group: UsageGroup, value: string | number | null): UsageView {
  if (group === 'day') return { ...view, from: String(value), to: String(value), groupBy: without(view.groupBy, 'day') };
  const narrowed = group === 'tenant' ? { tenant: String(value) } : { only: { ...view.only, [group]: String(value ?? '') } };
  return { ...view, ...narrowed, groupBy: view.groupBy.length === 1 ? [group, 'day'] : view.groupBy };
}

/** Without this filter. */
export function widened(view: UsageView, filter: UsageFilter | 'tenant'): UsageView {
  if (filter === 'tenant') return { ...view, tenant: null };
  const { [filter]: _removed, ...only } = view.only;
  return { ...view, only };
}

function without(groups: UsageGroup[], group: UsageGroup): UsageGroup[] {
  const left = groups.filter((each) => each !== group);
  return left.length === 0 ? DEFAULT_GROUPS : left;
}

function paramsOf({ from, to, groupBy, only }: UsageView): URLSearchParams {
  return new URLSearchParams({ from, to, ...(groupBy.length > 0 && { group_by: groupBy.join(',') }), ...only });
}
