import { setImmediate } from 'node:timers/promises';

import { BatchItem, type BatchEnvelope, type BatchId, type Prices, type Tenant } from '@darkroom/contracts';
import { batchJobId, type NewJob, type RejectedItem, type Store } from '@darkroom/queue';

import { ProblemError } from '../http/problem.ts';
import { requireNone, validate } from '../http/request/validate.ts';
import { checkSubmission, type Circumstances } from '../jobs/submit/check-submission.ts';
import { createJob } from '../jobs/submit/create-job.ts';
import { completeInBatch } from './within-batch.ts';

/** Reading a thousand jobs of 4 KB takes a tenth of a second: other callers get their turn in between. */
const AT_ONCE = 100;
/** Enough to correct a job; the errors of a thousand jobs are answered, and stored, together. */
const MOST_ERRORS = 10;

type Submitted = Circumstances & { id: BatchId; tenant: Tenant; submittedBy: string; prices?: Prices | undefined; body: BatchEnvelope };

type Item = { item: unknown; index: number };
/** What became of the jobs before one: those that it may be made from. */
type Earlier = Promise<NewJob | RejectedItem>[];

/**
 * Divides the jobs of a batch into accepted and rejected ones, by the rules of a single submission.
 * @throws any error that no job caused (Redis is away): then nothing of the batch is accepted
 */
export async function completeItems(store: Store, submitted: Submitted): Promise<{ jobs: NewJob[]; rejected: RejectedItem[] }> {
  const items = submitted.body.jobs.map((item, index) => ({ item, index }));
  const completed: (NewJob | RejectedItem)[] = [];
  const earlier: Earlier = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const some = items.slice(from, from + AT_ONCE);
    for (const one of some) earlier.push(completeItem(store, submitted, { ...one, earlier }));
    completed.push(...(await Promise.all(earlier.slice(from))));
    await setImmediate();
  }
  return {
    jobs: completed.filter((one) => 'request' in one),
    rejected: completed.filter((one) => 'error' in one),
  };
}

async function completeItem(
  store: Store,
  { id, tenant, submittedBy, prices, body, ...circumstances }: Submitted,
  { item, index, earlier }: Item & { earlier: Earlier },
): Promise<NewJob | RejectedItem> {
  try {
    const read = validate(BatchItem, item, (input) => checkSubmission(input, circumstances));
    requireNone(checkSubmission(read, circumstances));
    const completed = await completeInBatch(store, read, { tenant, index, earlier });
    const { request } = completed;
    const webhook = request.webhook ?? body.webhook;
    return createJob(circumstances.now, {
      id: batchJobId(id, index),
      batchId: id,
      batchIndex: index,
      type: read.type,
      tenant,
      submittedBy,
      prices,
      ...completed,
      request: { ...request, ...(webhook && { webhook }) },
    });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { index, error: describe(error, index) };
  }
}

function describe({ code, message, errors }: ProblemError, index: number): RejectedItem['error'] {
  const inBody = errors?.slice(0, MOST_ERRORS).map(({ pointer, detail }) => ({ pointer: `/jobs/${index}${pointer}`, detail }));
  return { code, detail: message, ...(inBody && { errors: inBody }) };
}
