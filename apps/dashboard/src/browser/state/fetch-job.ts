import type { JobDetail } from '../../jobs/job-detail.ts';
import { logInAgain } from './log-in-again.ts';

/** The job, or in words why there is none. */
export async function fetchJob(id: string): Promise<JobDetail | string> {
  try {
    const answer = await fetch(`/jobs/${id}`, { headers: { accept: 'application/json' } });
    if (answer.status === 401) logInAgain();
    return answer.ok ? ((await answer.json()) as JobDetail) : ((await answer.json()) as { detail: string }).detail;
  } catch {
    return 'The dashboard does not answer. This page tries again by itself.';
  }
}
