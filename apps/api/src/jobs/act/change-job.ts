import { JobChange } from '@darkroom/contracts';
import type { JobRecord, Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import { findJob, noJob } from '../show/find-job.ts';
import { presentWithOutlook } from '../show/present-with-outlook.ts';
import { checkTimes } from '../submit/submission-times.ts';
import { authorOf } from '../../http/author-of.ts';
import { tenantOrAll, type Handler } from '../../http/handler.ts';
import { subjectOf, traceAction } from '../../http/trace-action.ts';
import { ProblemError, type FieldError } from '../../http/problem.ts';
import { readJson } from '../../http/request/read-json.ts';
import { requireNone, validate } from '../../http/request/validate.ts';

/** `PATCH /v1/jobs/{id}`: changes priority, deadline, run_at and metadata of an unsent job. Omitted fields stay; `null` resets one. */
export function changeJob({ store, clock }: { store: Store; clock: Clock }): Handler {
  return async (request, response) => {
    const now = clock.now();
    const body = validate(JobChange, await readJson(request), (input) => checkTimes(input, now));
    const found = await findJob(store, String(request.params['id']), tenantOrAll(response));
    const tookEffect = traceAction(response, 'change', subjectOf(found));
    requireNone(checkChangedTimes(found, body, now));
    const changed = await store.edits.change(found.id, body, authorOf(request, response));
    switch (changed.outcome) {
      case 'changed':
        tookEffect(changed.outcome);
        response.json(await presentWithOutlook(store, changed.record));
        return;
      case 'already_sent':
        throw new ProblemError('already_sent', `The job is ${changed.record.status}. Only one that was not sent can be changed.`);
      case 'already_finished':
        throw new ProblemError('already_finished', `The job has ended as ${changed.record.status}.`);
      case 'missing': // removed in the meantime
        throw noJob();
    }
  };
}

/** Checks the combined times. The error points at a field of the body. */
function checkChangedTimes({ spec }: JobRecord, body: JobChange, now: number): FieldError[] {
  if (!('deadline' in body) && !('run_at' in body)) return [];
  const { run_at: runAt = spec.request.run_at, deadline = spec.request.deadline } = body;
  return checkTimes({ run_at: runAt, deadline }, now).map((error) =>
    error.pointer === '/deadline' && !('deadline' in body) ? { pointer: '/run_at', detail: "must be before the job's deadline" } : error,
  );
}
