import type { JobCard } from '../../../jobs/job-card.ts';
import { call } from '../call.ts';
import { createResource, type Resource } from '../resource.ts';
import type { JobFilters } from './job-filters.ts';

/** A page of a list of jobs. */
export type JobPage = { data: JobCard[]; next_cursor: string | null };

export type JobList = Resource<JobPage> & {
  /** Shows another part of the list. */
  show(filters: JobFilters, limit: number): void;
  /** Takes over later states of jobs that are shown. */
  take(jobs: readonly JobCard[]): void;
};

/** A list of jobs that follows the jobs in it. */
export function createJobList(changed: () => void): JobList {
  const resource = createResource<JobPage>(changed);
  /** What moved while the list was read: the server may have read it before. */
  const moved = new Map<string, JobCard>();
  return {
    ...resource,
    get state() {
      return resource.state;
    },
    show: ({ tenant, query }, limit) => {
      const asked = new URLSearchParams(query);
      if (!asked.has('limit')) asked.set('limit', String(limit));
      void resource.load(async (signal) => {
        moved.clear();
        const called = await call<JobPage>(`/data/jobs?${asked.toString()}`, { tenant, signal });
        return called.data ? { data: withLater(called.data, moved) } : called;
      });
    },
    take: (jobs) => {
      const { data, isLoading } = resource.state;
      const later = new Map(jobs.map((job) => [job.id, job]));
      if (isLoading) for (const [id, job] of later) moved.set(id, job);
      if (!data) return;
      const next = withLater(data, later);
      if (next.data.some((job, index) => job !== data.data[index])) resource.replace(next);
    },
  };
}

/** The list with later states of its jobs, where there are some. */
function withLater(page: JobPage, later: ReadonlyMap<string, JobCard>): JobPage {
  return { ...page, data: page.data.map((shown) => laterOf(shown, later.get(shown.id))) };
}

function laterOf(shown: JobCard, moved: JobCard | undefined): JobCard {
  return moved && moved.seq > shown.seq ? moved : shown;
}
