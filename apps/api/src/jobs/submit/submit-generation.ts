import { GenerationRequest } from '@darkroom/contracts';

import type { Handler } from '../../http/handler.ts';
import { completeGeneration } from './complete-generation.ts';
import { checkSubmission } from './check-submission.ts';
import { readJson } from '../../http/request/read-json.ts';
import { submitJob, type SubmitDeps } from './submit-job.ts';
import { requireNone, validate } from '../../http/request/validate.ts';

/** `POST /v1/generations` */
export function submitGeneration(deps: SubmitDeps): Handler {
  return async (request, response) => {
    const circumstances = { now: deps.clock.now(), allowPrivateNetworks: deps.allowPrivateNetworks };
    const read = validate(GenerationRequest, await readJson(request), (input) => checkSubmission(input, circumstances));
    const { dry_run: dryRun = false, ...body } = read;
    const complete = async () => {
      requireNone(checkSubmission(body, circumstances));
      return completeGeneration(deps.store, body, response.locals.tenant);
    };
    await submitJob(deps, { request, response }, { type: 'generation', body, dryRun, complete });
  };
}
