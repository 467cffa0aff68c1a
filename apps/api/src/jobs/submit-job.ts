import type { DownloadRequest, GenerationRequest, JobType } from '@darkroom/contracts';
import { newRecord, type JobRecord, type Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import type { Request } from 'express';

import { answerJob } from './answer-job.ts';
import { createJob } from './create-job.ts';
import { presentWithOutlook } from './present-with-outlook.ts';
import type { Events } from '../events.ts';
import type { Answer } from '../http/handler.ts';
import { idempotencyOf, readIdempotencyKey } from '../http/idempotency.ts';
import { ProblemError } from '../http/problem.ts';

export type SubmitDeps = { store: Store; clock: Clock; events: Events };

export type Submission<Body extends GenerationRequest | DownloadRequest> = {
  type: JobType;
  /** The body as it was validated: what makes two submissions under one idempotency key the same. */
  body: Body;
  /** Checks what depends on the moment (the time, other jobs) and returns what is stored. @throws ProblemError */
  complete: () => Promise<Body>;
};

/** Takes a validated submission in and answers 202 once Redis has it. @throws ProblemError idempotency_key_reused */
export async function submitJob<Body extends GenerationRequest | DownloadRequest>(
  deps: SubmitDeps,
  { request, response }: { request: Request; response: Answer },
  submission: Submission<Body>,
): Promise<void> {
  const { store, events } = deps;
  const { tenant, noted } = response.locals;
  const key = readIdempotencyKey(request.headers['idempotency-key']);
  const idempotency = key === undefined ? undefined : idempotencyOf(key, { tenant, route: submission.type }, submission.body);
  let completed: Body;
  try {
    completed = await submission.complete();
  } catch (error) {
    // The moment of the first submission has passed; the job that came of it is the answer all the same.
    const earlier = idempotency && (await store.jobs.findByKey(idempotency));
    if (!earlier) throw error;
    events.jobSubmitted(noted, { id: earlier.id, type: submission.type, outcome: 'replayed' });
    await answerReplay(store, response, earlier);
    return;
  }
  const job = createJob(deps.clock.now(), { tenant, idempotency, type: submission.type, request: completed });

  const { outcome, id } = await store.jobs.accept(job);
  events.jobSubmitted(noted, { id, type: job.type, outcome });
  switch (outcome) {
    case 'accepted':
      answerJob(response, 202, await presentWithOutlook(store, newRecord(job)));
      return;
    case 'reused':
      throw new ProblemError('idempotency_key_reused', 'This Idempotency-Key came with another body before. Use a new key for a new job.');
    case 'replayed': {
      const record = await store.jobs.get(id);
      // Retention took the job since, and its key with it: the key is free again.
      if (!record) return submitJob(deps, { request, response }, submission);
      await answerReplay(store, response, record);
    }
  }
}

async function answerReplay(store: Store, response: Answer, record: JobRecord): Promise<void> {
  response.setHeader('Idempotent-Replayed', 'true');
  answerJob(response, 202, await presentWithOutlook(store, record));
}
