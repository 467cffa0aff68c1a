import { GenerationRequest } from '@darkroom/contracts';

import type { Handler } from '../http/handler.ts';
import { readJson } from '../http/read-json.ts';
import { checkTimes, requireTimes } from './submission-times.ts';
import { submitJob, type SubmitDeps } from './submit-job.ts';
import { validate } from '../http/validate.ts';

/** `POST /v1/generations` */
export function submitGeneration(deps: SubmitDeps): Handler {
  return async (request, response) => {
    const now = deps.clock.now();
    const body = validate(GenerationRequest, await readJson(request), (input) => checkTimes(input, now));
    const complete = async () => {
      requireTimes(body, now);
      return body;
    };
    await submitJob(deps, { request, response }, { type: 'generation', body, complete });
  };
}
