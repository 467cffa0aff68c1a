import { TENANT_HEADER } from '@darkroom/api/http/access/choose-tenant';
import { ProblemError } from '@darkroom/api/http/problem';
import { JobId } from '@darkroom/contracts';
import type { Store } from '@darkroom/queue';
import express, { type ErrorRequestHandler, type Router } from 'express';

import { personOf, sees } from '../login/person.ts';

/**
 * `/jobs/{id}/file`: opens the file of a download by the call `GET /v1/jobs/{id}/file`. Links need an address of their own, since they cannot name
 * a tenant.
 */
export function openFile({ jobs }: { jobs: Pick<Store['jobs'], 'get'> }): Router {
  const router = express.Router();
  router.get('/jobs/:id/file', async (request, response, next) => {
    const id = JobId.safeParse(request.params.id);
    if (!id.success) return next();
    const record = await jobs.get(id.data);
    if (record && sees(personOf(response), record.tenant)) request.headers[TENANT_HEADER.toLowerCase()] = record.tenant;
    response.locals['opensFileOf'] = id.data;
    request.url = `/v1/jobs/${id.data}/file`;
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
