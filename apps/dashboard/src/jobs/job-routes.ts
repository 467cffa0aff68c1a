import { JobId } from '@darkroom/contracts';
import type { GettyClient } from '@darkroom/getty';
import type { Store } from '@darkroom/queue';
import type { Logger } from '@darkroom/runtime';
import express, { type RequestHandler, type Router } from 'express';

import { sendProblem } from '../send-problem.ts';
import { readJobDetail } from './job-detail.ts';
import { resolveJob } from './resolve-job.ts';

type Stored = Pick<Store, 'jobs' | 'deliveries'>;

type JobRoutesDeps = { store: Stored; getty: GettyClient | undefined; logger: Logger; page: string };

/** The live page, and each job at its own address: `page` for people, its detail as JSON for the page and for scripts. */
export function jobRoutes({ store, getty, logger, page }: JobRoutesDeps): Router {
  const router = express.Router();
  router.get('/', (_request, response) => {
    response.set('Cache-Control', 'private, no-cache').send(page);
  });
  router.get('/jobs/:id', showJob(store, page));
  router.post('/jobs/:id/resolve', resolveJob({ store, getty, logger }));
  router.get('/deliveries/:id', leadToJob(store));
  return router;
}

function showJob(store: Stored, page: string): RequestHandler<{ id: string }> {
  return async (request, response) => {
    response.vary('Accept').set('Cache-Control', 'private, no-cache');
    if (request.accepts(['json', 'html']) === 'html') return void response.send(page);
    const id = JobId.safeParse(request.params.id);
    const detail = id.success ? await readJobDetail(store, id.data) : null;
    if (detail) return void response.json(detail);
    return sendProblem(request, response, 'not_found', 'There is no such job. It may have been removed when its time was over.');
  };
}

/** Bull Board knows a delivery by its id alone. */
function leadToJob(store: Stored): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const delivery = await store.deliveries.get(request.params.id);
    if (!delivery) return sendProblem(request, response, 'not_found', 'There is no such delivery.');
    if (!delivery.jobId) return sendProblem(request, response, 'not_found', 'This delivery is about no job.');
    return response.redirect(302, `/jobs/${delivery.jobId}`);
  };
}
