import type { Job, JobError } from '../api-types.generated.ts';
import { DarkroomError } from './darkroom-error.ts';

/** A job did not succeed: it failed, was canceled, expired, or is held. `job.billing` shows what it cost. */
export class JobFailedError extends DarkroomError {
  override name = 'JobFailedError';
  readonly job: Job;
  /** Why, where the job has an error: `docs/errors.md`. */
  readonly code: JobError['code'] | null;

  constructor(job: Job) {
    super(`${job.id} is ${job.status}${job.error ? `: ${job.error.code}: ${job.error.message}` : ''}`);
    this.job = job;
    this.code = job.error?.code ?? null;
  }
}
