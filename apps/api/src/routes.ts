import type { Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import express, { type Router } from 'express';

import { cancelJob } from './jobs/cancel-job.ts';
import type { Events } from './events.ts';
import type { Handler } from './http/handler.ts';
import type { GettyReader } from './pictures/getty-reader.ts';
import { listJobs } from './jobs/list-jobs.ts';
import { ProblemError } from './http/problem.ts';
import { resolveJob } from './jobs/resolve-job.ts';
import { retryJob } from './jobs/retry-job.ts';
import { showDownloadSizes } from './pictures/show-download-sizes.ts';
import { showImage } from './pictures/show-image.ts';
import { showJob } from './jobs/show-job.ts';
import { submitDownload } from './jobs/submit-download.ts';
import { submitGeneration } from './jobs/submit-generation.ts';

export type RouteDeps = { store: Store; clock: Clock; events: Events; getty: GettyReader };

type Methods = { get?: Handler; post?: Handler };

/** Every call of the API. Paths are written out: they are the labels of the metrics. */
export function apiRoutes(deps: RouteDeps): Router {
  return routesOf({
    '/v1/generations': { post: submitGeneration(deps) },
    '/v1/generations/:generation_request_id/images/:index/download-sizes': { get: showDownloadSizes(deps) },
    '/v1/downloads': { post: submitDownload(deps) },
    '/v1/jobs': { get: listJobs(deps) },
    '/v1/jobs/:id': { get: showJob(deps) },
    '/v1/jobs/:id/cancel': { post: cancelJob(deps) },
    '/v1/jobs/:id/retry': { post: retryJob(deps) },
    '/v1/jobs/:id/resolve': { post: resolveJob(deps) },
    '/v1/jobs/:id/images/:index': { get: showImage(deps) },
  });
}

function routesOf(table: Record<string, Methods>): Router {
  const router = express.Router();
  for (const [path, { get, post }] of Object.entries(table)) {
    const route = router.route(path);
    if (get) route.get(get);
    if (post) route.post(post);
    route.all(refuseMethod([...(get ? ['GET', 'HEAD'] : []), ...(post ? ['POST'] : [])]));
  }
  router.use(() => {
    throw new ProblemError('not_found', 'There is nothing at this address.');
  });
  return router;
}

function refuseMethod(allowed: string[]): Handler {
  return (request) => {
    const headers = { Allow: allowed.join(', ') };
    throw new ProblemError('method_not_allowed', `${request.method} is not one of ${headers.Allow}.`, { headers });
  };
}
