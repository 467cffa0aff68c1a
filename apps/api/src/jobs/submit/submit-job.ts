import { isFinal, type JobId, type JobType, type Prices, type TimelineEntry } from '@darkroom/contracts';
import { acceptedEntry, newRecord, type JobRecord, type NewJob } from '@darkroom/queue';
import type { TraceContext } from '@darkroom/telemetry';
import type { Request } from 'express';

import { answerJob } from '../show/answer-job.ts';
import { createJob, type NewRequest } from './create-job.ts';
import { dryRunOf } from './dry-run.ts';
import { presentWithOutlook } from '../show/present-with-outlook.ts';
import type { Events } from '../../events.ts';
import type { Streams } from '../../feed/streams.ts';
import { waitForEnd, type WaitDeps } from '../../feed/wait-for-end.ts';
import { submitterOf, type Answer } from '../../http/handler.ts';
import { idempotencyOf, keyReused, readIdempotencyKey } from '../../http/idempotency/idempotency.ts';
import { shortOfBudget } from '../../http/short-of-budget.ts';
import { tooManyOpenJobs } from './too-many-open-jobs.ts';
import { readPreferWait } from '../../http/request/prefer-wait.ts';
import { acceptInTrace } from './trace-submission.ts';

/** `mostOpen`: the most open jobs of a tenant. */
export type SubmitDeps = WaitDeps & {
  events: Events;
  streams: Streams;
  allowPrivateNetworks: boolean;
  mostOpen: number;
  prices: Prices | undefined;
};

type Exchange = { request: Request; response: Answer };

/**
 * The data to store: the request; for a download the job of its generation, and the project code that it counts under; and the job that it
 * waits for.
 */
export type Completed<Body> = {
  request: Body;
  parentId?: JobId;
  project?: string | undefined;
  source?: NewJob['source'];
  /** The trace of the job that it is made from. */
  madeIn?: TraceContext | undefined;
};

export type Submission<Body extends NewRequest> = {
  type: JobType;
  /** Keys of different calls are different. Default: the type. */
  route?: string;
  /** The validated body, by which two submissions under one idempotency key are compared. */
  body: Body;
  /** Only report what it would come to. */
  dryRun: boolean;
  /** Checks what depends on the moment (the time, other jobs) and returns the data to store. @throws ProblemError */
  complete: () => Promise<Completed<Body>>;
};

/** Accepts a validated submission and answers when Redis has it. @throws ProblemError idempotency_key_reused */
export async function submitJob<Body extends NewRequest>(
  deps: SubmitDeps,
  { request, response }: Exchange,
  submission: Submission<Body>,
): Promise<void> {
  const { store, events } = deps;
  const { tenant, caller, noted } = response.locals;
  const key = readIdempotencyKey(request.headers['idempotency-key']);
  const idempotency =
    key === undefined ? undefined : idempotencyOf(key, { tenant, route: submission.route ?? submission.type }, submission.body);
  const create = (completed: Completed<Body>) =>
    createJob(deps.clock.now(), {
      tenant,
      submittedBy: submitterOf(caller),
      idempotency,
      type: submission.type,
      prices: deps.prices,
      ...completed,
    });
  if (submission.dryRun) {
    noted.outcome = 'dry_run';
    response.json(await dryRunOf(deps, create(await submission.complete())));
    return;
  }
  let completed: Completed<Body>;
  try {
    completed = await submission.complete();
  } catch (error) {
    // The first submission was valid at its time; a repeat is answered with its job.
    const earlier = idempotency && (await store.jobs.findByKey(idempotency));
    if (!earlier) throw error;
    events.jobSubmitted(noted, { id: earlier.id, type: submission.type, outcome: 'replayed' });
    await answerReplay(deps, { request, response }, earlier);
    return;
  }
  const job = create(completed);

  const answer = await acceptInTrace({ request: response.locals.span, madeIn: completed.madeIn }, job, (traced) =>
    store.jobs.accept(traced, deps.mostOpen),
  );
  events.jobSubmitted(noted, { type: job.type, ...answer });
  switch (answer.outcome) {
    case 'accepted':
      await answerSubmitted(deps, { request, response }, answer.waits ? await readAccepted(store, job) : newlyAccepted(job));
      return;
    case 'budget_used_up':
    case 'price_unknown':
      throw shortOfBudget(answer);
    case 'reused':
      throw keyReused();
    case 'full':
      throw tooManyOpenJobs(deps.mostOpen);
    case 'replayed': {
      const record = await store.jobs.get(answer.id);
      // Retention has removed the job with its key: the key is free again.
      if (!record) return submitJob(deps, { request, response }, submission);
      await answerReplay(deps, { request, response }, record);
    }
  }
}

async function answerReplay(deps: SubmitDeps, exchange: Exchange, record: JobRecord): Promise<void> {
  exchange.response.setHeader('Idempotent-Replayed', 'true');
  exchange.response.locals.span?.linkTo(record.spec.trace);
  await answerSubmitted(deps, exchange, { record });
}

/** `timeline`: what has happened to it, if that need not be read. */
type Submitted = { record: JobRecord; timeline?: TimelineEntry[] };

function newlyAccepted(job: NewJob): Submitted {
  const record = newRecord(job);
  return { record, timeline: [acceptedEntry(record)] };
}

async function readAccepted(store: SubmitDeps['store'], job: NewJob): Promise<Submitted> {
  const record = await store.jobs.get(job.id);
  return record === null ? newlyAccepted(job) : { record };
}

/** 202, or with `Prefer: wait` 200 if the job ends in time. */
async function answerSubmitted(deps: SubmitDeps, { request, response }: Exchange, submitted: Submitted): Promise<void> {
  const asked = readPreferWait(request.headers['prefer']);
  // If too many answers are open, the job is accepted but not waited for.
  const leave = asked === undefined ? undefined : deps.streams.admit(response.locals.tenant);
  const waitS = leave && asked;
  let { record } = submitted;
  if (waitS !== undefined) {
    response.setHeader('Preference-Applied', `wait=${waitS}`);
    try {
      if (!isFinal(record.status)) record = (await waitForEnd(deps, record.id, { waitMs: waitS * 1_000, response })) ?? record;
    } finally {
      leave?.();
    }
  }
  const status = waitS !== undefined && isFinal(record.status) ? 200 : 202;
  const timeline = record === submitted.record ? submitted.timeline : undefined;
  answerJob(response, status, await presentWithOutlook(deps.store, record, timeline));
}
