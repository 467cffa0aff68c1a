import type { JobStatus } from '@darkroom/contracts';
import type { LimitsNow, NewestAside, TenantCounts } from '@darkroom/queue';

import type { JobCard } from '../../jobs/job-card.ts';
import type { LineState } from './follow-live.ts';

/** What the page of jobs shows. */
export type JobsState = {
  line: LineState;
  /** When `line` became what it is, in ms. */
  lineSince: number;
  /** The server's clock minus ours, in ms. */
  skewMs: number;
  isLoaded: boolean;
  /** How many jobs the page shows at most, held ones apart. */
  newest: number;
  jobs: ReadonlyMap<string, JobCard>;
  counts: TenantCounts;
  limits: LimitsNow | null;
  aside: NewestAside;
  filter: Filter;
  /** What a screen reader says. */
  announcement: string;
};

export type Filter = { status: JobStatus | null; tenant: string | null };

export function firstJobsState(): JobsState {
  return {
    line: 'connecting',
    lineSince: Date.now(),
    skewMs: 0,
    isLoaded: false,
    newest: 0,
    jobs: new Map(),
    counts: {},
    limits: null,
    aside: { count: 0, newest: [] },
    filter: { status: null, tenant: null },
    announcement: '',
  };
}

/** The jobs that pass the filter, newest first. */
export function shownJobs({ jobs, filter }: JobsState): JobCard[] {
  return [...jobs.values()]
    .filter((card) => (filter.status === null || card.status === filter.status) && isOfTenant(card, filter))
    .sort((a, b) => b.created_at.localeCompare(a.created_at) || b.id.localeCompare(a.id));
}

/** The held jobs that the page knows, of the tenant that was chosen, newest first. */
export function heldJobs(state: JobsState): JobCard[] {
  return shownJobs({ ...state, filter: { ...state.filter, status: 'held' } });
}

/** How many jobs of a status there are, of the tenant that was chosen. */
export function countOf({ counts, filter }: JobsState, status: JobStatus): number {
  const chosen = Object.entries(counts).filter(([tenant]) => filter.tenant === null || tenant === filter.tenant);
  return chosen.reduce((sum, [, each]) => sum + (each[status] ?? 0), 0);
}

/** How many jobs there are, of all tenants. */
export function totalOf({ counts }: JobsState): number {
  return Object.values(counts).reduce((sum, each) => sum + Object.values(each).reduce((some, count) => some + count, 0), 0);
}

function isOfTenant(card: JobCard, { tenant }: Filter): boolean {
  return tenant === null || card.tenant === tenant;
}
