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

/** An entry of the event log, as it is stored. */
export type LogEvent = { id: string; at: number; type: string; about: string; subject: string; fields: Record<string, string> };

/** The world's own record of the jobs: what clients were promised, and the events in the log. */
export type Book = ReturnType<typeof createBook>;

export function createBook() {
  const accepted = new Map<string, Accepted>();
  const latest = new Map<string, LogEvent>();
  const limits = new Map<string, { tenant: string; id: string; highest: number }>();
  let events: LogEvent[] = [];

  const note = (event: LogEvent): void => {
    if (event.about === 'job') latest.set(event.subject, event);
  };

  return {
    accepted,
    /** Jobs that their tenant removed, or tried to: they may be gone before all of their webhooks were sent. */
    removed: new Set<string>(),
    /** Jobs for which a tenant adopted a generation, or tried to. */
    adopts: new Set<string>(),
    /** Secrets for the webhooks of jobs that tenants had before the present ones. */
    secrets: [] as string[],
    batches: [] as { tenant: string; id: BatchId }[],
    /** Standing endpoints, since their owner got their id. */
    endpoints: [] as { tenant: string; host: string; madeAt: number }[],
    /** A tenant wants this limit for its budget. */
    noteBudget: (tenant: string, id: string, limit: number): void => {
      const name = `${tenant} ${id}`;
      limits.set(name, { tenant, id, highest: Math.max(limit, limits.get(name)?.highest ?? 0) });
    },
    budgets: () => [...limits.values()],
    highestLimit: (tenant: string, id: string): number => limits.get(`${tenant} ${id}`)?.highest ?? 0,
    /** Every event that was ever in the log, and was not lost with it. */
    events: (): readonly LogEvent[] => events,
    addEvent: (event: LogEvent): void => {
      events.push(event);
      note(event);
    },
    /** A job's status in its last event. */
    status: (id: string): JobStatus | undefined => latest.get(id)?.fields['status'] as JobStatus | undefined,
    /** Redis is again as it was at that instant. */
    forgetSince: (at: number): void => {
      events = events.filter((event) => event.at <= at);
      latest.clear();
      for (const event of events) note(event);
    },
  };
}
