import { ProblemError } from '@darkroom/api/http/problem';
import { JobId } from '@darkroom/contracts';
import type { Store } from '@darkroom/queue';
import express, { type ErrorRequestHandler, type Router } from 'express';

import { chooseTenantOfJob } from './tenant-of-job.ts';

/**
 * Addresses of jobs that name no tenant, as links cannot. `/jobs/{id}/file` opens the file of a download by the call `GET /v1/jobs/{id}/file`.
 */
export function jobAddresses(store: { jobs: Pick<Store['jobs'], 'get'> }): Router {
  const router = express.Router();
  router.get(['/jobs/:id/file', '/data/jobs/:id'], chooseTenantOfJob(store));
  router.get('/jobs/:id/file', (request, response, next) => {
    const id = JobId.safeParse(request.params.id);
    if (id.success) {
      response.locals['opensFileOf'] = id.data;
      request.url = `/v1/jobs/${id.data}/file`;
    }
    next();
  });
  return router;
}

/** What stands in the way of a file, the page of its job says. */
export const explainOnJobPage: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const id = response.locals['opensFileOf'] as JobId | undefined;
  if (id === undefined || response.headersSent || !(error instanceof ProblemError)) return next(error);
  response.redirect(302, `/jobs/${id}?file=${error.code}`);
};
