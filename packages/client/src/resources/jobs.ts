import type {
  BulkAction,
  BulkRequest,
  Candidates,
  DownloadJob,
  GenerationJob,
  Job,
  JobChange,
  JobId,
  ResolveRequest,
} from '../api-types.generated.ts';
import { JobFailedError } from '../errors/job-failed.ts';
import type { Event } from '../events/event.ts';
import { subscribe, type SubscribeOptions, type Subscription } from '../events/subscribe.ts';
import { waitFor, type WaitOptions } from '../events/wait-for.ts';
import { findLocation, openFile, type FileOptions, type StoredFile } from '../files/stored-file.ts';
import type { Http } from '../http/http.ts';
import type { List } from '../lists/list.ts';
import type { CallOptions } from '../settings.ts';
import { listAt, pathsUnder } from './list-at.ts';
import type { EventFilter, JobFilter, RemoveJob } from './queries.ts';

export type JobWaitOptions<Waited> = WaitOptions<Waited> & {
  /** Also wait while the job is `held`, which can take until a person resolves it. Default: a held job is returned. */
  throughHeld?: boolean | undefined;
};

/** A job that succeeded: it has a result. */
export type Succeeded<Ended extends Job> = Ended & { status: 'succeeded'; result: NonNullable<Ended['result']> };

type Wait = {
  (job: GenerationJob, options?: JobWaitOptions<GenerationJob>): Promise<GenerationJob>;
  (job: DownloadJob, options?: JobWaitOptions<DownloadJob>): Promise<DownloadJob>;
  (job: JobId | Job, options?: JobWaitOptions<Job>): Promise<Job>;
};
type WaitForSuccess = {
  (job: GenerationJob, options?: JobWaitOptions<GenerationJob>): Promise<Succeeded<GenerationJob>>;
  (job: DownloadJob, options?: JobWaitOptions<DownloadJob>): Promise<Succeeded<DownloadJob>>;
  (job: JobId | Job, options?: JobWaitOptions<Job>): Promise<Succeeded<GenerationJob> | Succeeded<DownloadJob>>;
};

const ENDED = new Set<Job['status']>(['succeeded', 'failed', 'canceled', 'expired']);

/** Also of nothing, which has no id: `generation.downloads[0]` of a generation without downloads. */
function idOf(job: JobId | Job | null | undefined): JobId {
  return typeof job === 'object' && job !== null ? job.id : (job as JobId);
}

export function jobsOf(http: Http) {
  const at = pathsUnder('/v1/jobs');
  const subscribeTo = (id: JobId, options?: SubscribeOptions): Subscription =>
    subscribe(http, { path: at(id, '/events'), jobId: id }, options);

  const wait = (async (job: JobId | Job, { throughHeld, ...options }: JobWaitOptions<Job> = {}) => {
    const id = idOf(job);
    const { tenant, headers } = options;
    return waitFor<Job>(
      http,
      {
        what: id,
        read: (callOptions) => http.json({ method: 'GET', path: at(id) }, callOptions),
        isDone: ({ status }) => ENDED.has(status) || (status === 'held' && !throughHeld),
        follow: (signal) => subscribeTo(id, { signal, tenant, headers }),
      },
      options,
    );
  }) as Wait;

  return {
    list: (filter?: JobFilter, options?: CallOptions): List<Job> => listAt(http, { path: '/v1/jobs', query: filter }, options),
    get: (id: JobId, options?: CallOptions): Promise<Job> => http.call({ method: 'GET', path: at(id) }, options),
    /** Changes a job that was not sent. `null` sets a field back to its default. */
    update: (id: JobId, change: JobChange, options?: CallOptions): Promise<Job> =>
      http.call({ method: 'PATCH', path: at(id), body: change }, options),
    /** Removes a job that has ended, with all its data. */
    delete: (id: JobId, query?: RemoveJob, options?: CallOptions): Promise<void> =>
      http.call({ method: 'DELETE', path: at(id), query }, options),
    /** Getty cannot cancel: what it has accepted stays charged, and the job ends at its next poll. */
    cancel: (id: JobId, options?: CallOptions): Promise<Job> => http.call({ method: 'POST', path: at(id, '/cancel') }, options),
    /** Runs an ended job again from where it stood. `confirm_cost`: also if that is paid again. */
    retry: (id: JobId, body?: { confirm_cost?: boolean }, options?: CallOptions): Promise<Job> =>
      http.call({ method: 'POST', path: at(id, '/retry'), body }, options),
    /** Ends the hold of a job. */
    resolve: (id: JobId, body: ResolveRequest, options?: CallOptions): Promise<Job> =>
      http.call({ method: 'POST', path: at(id, '/resolve'), body }, options),
    /** What Getty has around the paid call of a held generation. */
    candidates: (id: JobId, options?: CallOptions): Promise<Candidates> =>
      http.call({ method: 'GET', path: at(id, '/candidates') }, options),
    /** Cancels up to 1,000 jobs, by ids or by a filter. */
    cancelMany: (body: BulkRequest, options?: CallOptions): Promise<BulkAction> =>
      http.call({ method: 'POST', path: '/v1/jobs/cancel', body }, options),
    /** Runs up to 1,000 jobs again, by ids or by a filter. */
    retryMany: (body: BulkRequest, options?: CallOptions): Promise<BulkAction> =>
      http.call({ method: 'POST', path: '/v1/jobs/retry', body }, options),

    /** Waits until a job has ended, or is held, and returns it. It follows the job's events, and waits while the server is away. */
    wait,
    /** The same for a job that has to succeed. @throws JobFailedError with the job if it did not */
    waitForSuccess: (async (job: JobId | Job, options?: JobWaitOptions<Job>) => {
      const ended = await wait(job, options);
      if (ended.status !== 'succeeded' || ended.result === null) throw new JobFailedError(ended);
      return ended;
    }) as WaitForSuccess,
    /** The events of a job from its first one on, until its run ends. */
    subscribe: subscribeTo,
    /** The events of a job that are kept, oldest first. */
    events: (id: JobId, filter?: EventFilter, options?: CallOptions): List<Event> =>
      listAt(http, { path: at(id, '/events'), query: filter, cursorName: 'after' }, options),

    /** The file of a download that has succeeded: from the archive, else from Getty. It never costs anything. */
    file: (id: JobId, options?: FileOptions): Promise<StoredFile> => openFile(http, { path: at(id, '/file'), name: id }, options),
    /** The address of that file, for about a day, without a key; null where the API has the bytes itself. */
    fileUrl: (id: JobId, options?: CallOptions): Promise<string | null> => findLocation(http, at(id, '/file'), options),
    /** An image of a generation that has succeeded, or its largest preview. It never costs anything. */
    image: (id: JobId, index: number, options?: FileOptions): Promise<StoredFile> =>
      openFile(http, { path: at(id, `/images/${index}`), name: `${id}-${index}` }, options),
    /** The address of that image, for about a day, without a key. */
    imageUrl: (id: JobId, index: number, options?: CallOptions): Promise<string> =>
      findLocation(http, at(id, `/images/${index}`), options) as Promise<string>,
  };
}
