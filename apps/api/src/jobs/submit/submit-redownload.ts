import { RedownloadRequest } from '@darkroom/contracts';

import type { Handler } from '../../http/handler.ts';
import { readJson } from '../../http/request/read-json.ts';
import { requireNone, validate } from '../../http/request/validate.ts';
import { checkSubmission } from './check-submission.ts';
import { completeRedownload } from './complete-redownload.ts';
import { submitJob, type SubmitDeps } from './submit-job.ts';

/** `POST /v1/redownloads`: a file that the tenant downloaded before, once more. It is a job of type `download`. */
export function submitRedownload(deps: SubmitDeps): Handler {
  return async (request, response) => {
    const circumstances = { now: deps.clock.now(), allowPrivateNetworks: deps.allowPrivateNetworks };
    const read = validate(RedownloadRequest, await readJson(request), (input) => checkSubmission(input, circumstances));
    const { dry_run: dryRun = false, ...body } = read;
    const complete = async () => {
      requireNone(checkSubmission(body, circumstances));
      return completeRedownload(deps.store, body, response.locals.tenant);
    };
    await submitJob(deps, { request, response }, { type: 'download', route: 'redownload', body, dryRun, complete });
  };
}
