import { DownloadRequest } from '@darkroom/contracts';

import { completeDownload } from './complete-download.ts';
import type { Handler } from '../../http/handler.ts';
import { checkSubmission } from './check-submission.ts';
import { readJson } from '../../http/request/read-json.ts';
import { submitJob, type SubmitDeps } from './submit-job.ts';
import { requireNone, validate } from '../../http/request/validate.ts';

/** `POST /v1/downloads`: an image of the tenant's generation, named by our job or by Getty's id. */
export function submitDownload(deps: SubmitDeps): Handler {
  return async (request, response) => {
    const circumstances = { now: deps.clock.now(), allowPrivateNetworks: deps.allowPrivateNetworks };
    const read = validate(DownloadRequest, await readJson(request), (input) => checkSubmission(input, circumstances));
    const { dry_run: dryRun = false, ...body } = read;
    const complete = async () => {
      requireNone(checkSubmission(body, circumstances));
      return completeDownload(deps.store, body, response.locals.tenant);
    };
    await submitJob(deps, { request, response }, { type: 'download', body, dryRun, complete });
  };
}
