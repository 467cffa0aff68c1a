import type { DryRun } from '../api-types.generated.ts';
import type { Http } from '../http/http.ts';
import type { CallOptions } from '../settings.ts';

export type SubmitOptions = CallOptions & {
  /** Hold the answer until the job has ended, up to so many seconds (1 to 60). `held` is not an end. */
  waitSeconds?: number | undefined;
};

/** A submission. With `dry_run`, the answer is what it would come to, and nothing is stored. */
export type Submit<Request, Job> = {
  (request: Request & { dry_run: true }, options?: SubmitOptions): Promise<DryRun>;
  (request: Request & { dry_run?: false | null }, options?: SubmitOptions): Promise<Job>;
  (request: Request, options?: SubmitOptions): Promise<Job | DryRun>;
};

export function createSubmit<Request, Job>(http: Http, path: string): Submit<Request, Job> {
  const submit = (request: Request, { waitSeconds, ...options }: SubmitOptions = {}) => {
    const waiting = waitSeconds === undefined ? {} : { headers: { prefer: `wait=${waitSeconds}` }, heldMs: waitSeconds * 1_000 };
    return http.call<Job & DryRun>({ method: 'POST', path, body: request, ...waiting }, options);
  };
  return submit;
}
