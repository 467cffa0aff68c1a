import type { BatchId, JobId, JobStatus, JobType } from '@darkroom/contracts';

/** What a client was promised: a job that was accepted. */
export type Accepted = {
  id: JobId;
  tenant: string;
  type: JobType;
  at: number;
  hostile: boolean;
  canceledAt?: number;
  /** Its caller agreed to pay again. */
  mayPayAgain: boolean;
  retries: number;
};

/** An entry of the event log, as it lies there. */
export type Told = { id: string; at: number; type: string; about: string; subject: string; fields: Record<string, string> };

/** What the world knows of the jobs: what clients were promised, and what the log told. */
export type Book = ReturnType<typeof createBook>;

export function createBook() {
  const accepted = new Map<string, Accepted>();
  const latest = new Map<string, Told>();
  let told: Told[] = [];

  const note = (event: Told): void => {
    if (event.about === 'job') latest.set(event.subject, event);
  };

  return {
    accepted,
    /** Jobs that their tenant removed, or tried to: they may be gone with what was still to be told of them. */
    removed: new Set<string>(),
    /** Secrets for the webhooks of jobs that tenants had before the present ones. */
    secrets: [] as string[],
    batches: [] as { tenant: string; id: BatchId }[],
    /** Standing endpoints, from when their owner knew that they are there. */
    endpoints: [] as { tenant: string; host: string; madeAt: number }[],
    /** Every event that was ever in the log, and was not lost with it. */
    told: (): readonly Told[] => told,
    tell: (event: Told): void => {
      told.push(event);
      note(event);
    },
    /** What the last event of a job told of it. */
    status: (id: string): JobStatus | undefined => latest.get(id)?.fields['status'] as JobStatus | undefined,
    /** Redis is again as it was at that instant. */
    forgetSince: (at: number): void => {
      told = told.filter((event) => event.at <= at);
      latest.clear();
      for (const event of told) note(event);
    },
  };
}
