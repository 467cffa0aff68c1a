import { GenerationRequest } from '@darkroom/contracts';

import type { Handler } from './handler.ts';
import { readJson } from './read-json.ts';
import { checkTimes } from './submission-times.ts';
import { submitJob, type SubmitDeps } from './submit-job.ts';
import { validate } from './validate.ts';

/** `POST /v1/generations` */
export function submitGeneration(deps: SubmitDeps): Handler {
  return async (request, response) => {
    const body = validate(GenerationRequest, await readJson(request), (input) => checkTimes(input, deps.clock.now()));
    await submitJob(deps, { request, response }, { type: 'generation', body, request: body });
  };
}
