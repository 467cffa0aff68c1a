import type { UsageGroup, UsageRow } from '@darkroom/contracts';

import type { UsageView } from './usage-view.ts';

const DAY_MS = 86_400_000;
/** What a list of jobs cannot be filtered by. */
const NOT_OF_JOBS = new Set<UsageGroup>(['key', 'size_name']);

/** The address of the jobs behind a row of usage; null where no filter of jobs gives them. */
export function jobsOfRow(view: UsageView, row: UsageRow): string | null {
  const values = new Map<UsageGroup, string>(Object.entries(view.only) as [UsageGroup, string][]);
  for (const group of view.groupBy) values.set(group, String(row[group] ?? ''));
  if (view.tenant !== null) values.set('tenant', view.tenant);
  const day = values.get('day');
  values.delete('day');
  if ([...values].some(([group, value]) => NOT_OF_JOBS.has(group) || value === '' || value === '(other)')) return null;
  const query = new URLSearchParams([...values]);
  query.set('created_after', `${day ?? view.from}T00:00:00.000Z`);
  const end = Date.parse(day ?? view.to) + DAY_MS;
  if (Number.isNaN(end)) return null;
  query.set('created_before', new Date(end).toISOString());
  return `/jobs?${query.toString()}`;
}
