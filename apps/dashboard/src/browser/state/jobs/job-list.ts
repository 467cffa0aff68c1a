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
  return {
    ...resource,
    get state() {
      return resource.state;
    },
    show: ({ tenant, query }, limit) => {
      const asked = new URLSearchParams(query);
      if (!asked.has('limit')) asked.set('limit', String(limit));
      void resource.load((signal) => call<JobPage>(`/data/jobs?${asked.toString()}`, { tenant, signal }));
    },
    take: (jobs) => {
      const { data } = resource.state;
      if (!data) return;
      const later = new Map(jobs.map((job) => [job.id, job]));
      const next = data.data.map((shown) => laterOf(shown, later.get(shown.id)));
      if (next.some((job, index) => job !== data.data[index])) resource.replace({ ...data, data: next });
    },
  };
}

function laterOf(shown: JobCard, moved: JobCard | undefined): JobCard {
  return moved && moved.seq > shown.seq ? moved : shown;
}
