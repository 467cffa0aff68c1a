import { BatchEnvelope, nestsAtMost } from '@darkroom/contracts';
import { newBatchId, presentSubmittedBatch } from '@darkroom/queue';

import { answerBatch } from './answer-batch.ts';
import { completeItems } from './complete-items.ts';
import { dryRunOfBatch } from './dry-run-batch.ts';
import { submitterOf, type Handler } from '../http/handler.ts';
import { idempotencyOf, keyReused, readIdempotencyKey } from '../http/idempotency/idempotency.ts';
import { readJson } from '../http/request/read-json.ts';
import { requireNone, validateEnvelope } from '../http/request/validate.ts';
import { checkWebhook } from '../jobs/submit/check-submission.ts';
import type { SubmitDeps } from '../jobs/submit/submit-job.ts';
import { acceptBatchInTrace } from '../jobs/submit/trace-submission.ts';
import { tooManyOpenJobs } from '../jobs/submit/too-many-open-jobs.ts';

/** Four kilobytes for each of a thousand jobs: several times the usual size. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** No valid job nests deeper; deeper ones could exhaust the stack of a recursive reader. */
const MOST_LEVELS = 40;

/** `POST /v1/batches`: up to 1,000 jobs, each accepted or rejected on its own; all accepted ones are stored in one step. */
export function submitBatch({ store, clock, events, allowPrivateNetworks, mostOpen, prices }: SubmitDeps): Handler {
  return async (request, response) => {
    const { tenant, caller, noted } = response.locals;
    const more = (input: unknown) => checkWebhook(input, allowPrivateNetworks);
    const { dry_run: dryRun = false, ...body } = validateEnvelope(BatchEnvelope, await readJson(request, MAX_BODY_BYTES), {
      parts: 'jobs',
      more,
    });
    requireNone(checkWebhook(body, allowPrivateNetworks));
    const key = readIdempotencyKey(request.headers['idempotency-key']);
    const idempotency = key === undefined ? undefined : idempotencyOf(key, { tenant, route: 'batch' }, withoutDepths(body));
    const [id, now] = [newBatchId(), clock.now()];
    const { jobs, rejected } = await completeItems(store, {
      id,
      tenant,
      submittedBy: submitterOf(caller),
      prices,
      body,
      now,
      allowPrivateNetworks,
    });
    if (dryRun) {
      noted.outcome = 'dry_run';
      response.json(await dryRunOfBatch({ store, prices }, { jobs, rejected }));
      return;
    }

    const spec = { webhook: body.webhook, metadata: body.metadata };
    const batch = { id, tenant, createdAt: now, spec, jobs, rejected, ...(idempotency && { idempotency }) };
    const answer = await acceptBatchInTrace(response.locals.span, batch, (traced) => store.batches.accept(traced, mostOpen));
    events.batchSubmitted(
      noted,
      answer,
      jobs.map(({ type }) => type),
    );
    if (answer.outcome === 'reused') throw keyReused();
    if (answer.outcome === 'full') throw tooManyOpenJobs(mostOpen);
    if (answer.outcome === 'replayed') response.setHeader('Idempotent-Replayed', 'true');
    answerBatch(response, 202, presentSubmittedBatch(answer.batch, answer.rejected));
  };
}

/** The content that a key stands for: the whole body, including rejected jobs. */
function withoutDepths(body: BatchEnvelope): BatchEnvelope {
  return { ...body, jobs: body.jobs.map((job) => (nestsAtMost(MOST_LEVELS, job) ? job : 'nests too deep')) };
}
