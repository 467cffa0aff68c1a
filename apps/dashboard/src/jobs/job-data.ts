import { findJob } from '@darkroom/api/jobs/show/find-job';
import { readListJobsQuery } from '@darkroom/api/jobs/show/list-jobs-query';
import { answerPage } from '@darkroom/api/http/answer/answer-page';
import { tenantOrAll, type Handler } from '@darkroom/api/http/handler';
import type { SettingsKeys } from '@darkroom/api/http/access/settings-keys';
import { checkQuery } from '@darkroom/api/http/request/check-query';
import { orInvalidCursor } from '@darkroom/api/http/request/cursor';
import type { Store } from '@darkroom/queue';
import express, { type Router } from 'express';

import { jobCard } from './job-card.ts';
import { readJobDetail } from './job-detail.ts';

export type JobDataDeps = { store: Store; settings: SettingsKeys; currency: string | undefined };

/** Jobs as pages show them: lists with the filters of `GET /v1/jobs`, and one with all that belongs to it. */
export function jobData(deps: JobDataDeps): Router {
  const router = express.Router();
  router.get('/data/jobs', checkQuery(true), listCards(deps));
  router.get('/data/jobs/:id', checkQuery(false), showDetail(deps));
  return router;
}

/** One page of cards, newest first. Much smaller than the jobs that the API shows. */
function listCards({ store }: JobDataDeps): Handler {
  return async (request, response) => {
    const wanted = { tenant: tenantOrAll(response), ...readListJobsQuery(request.query) };
    const { records, nextCursor } = await orInvalidCursor(store.jobs.list(wanted));
    answerPage(request, response, { data: records.map(jobCard), next_cursor: nextCursor });
  };
}

function showDetail(deps: JobDataDeps): Handler {
  return async (request, response) => {
    const { id } = await findJob(deps.store, String(request.params['id']), tenantOrAll(response));
    response.json(await readJobDetail(deps, id));
  };
}
