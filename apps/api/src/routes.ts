import type { Prices } from '@darkroom/contracts';
import type { By, Store } from '@darkroom/queue';
import type { Clock, TenantSecrets } from '@darkroom/runtime';
import express, { type Router } from 'express';

import type { Archive } from '@darkroom/archive';

import { showDownloadedFile } from './archive/show-downloaded-file.ts';
import { listAudit } from './audit/list-audit.ts';
import { deleteBudget } from './budgets/delete-budget.ts';
import { listBudgets } from './budgets/list-budgets.ts';
import { putBudget } from './budgets/put-budget.ts';
import { showBudget } from './budgets/show-budget.ts';
import { showUsage } from './usage/show-usage.ts';
import { changeEndpoint } from './endpoints/change-endpoint.ts';
import { createEndpoint, type EndpointDeps } from './endpoints/create-endpoint.ts';
import { deleteEndpoint } from './endpoints/delete-endpoint.ts';
import { listEndpoints } from './endpoints/list-endpoints.ts';
import { recoverEndpoint } from './endpoints/recover-endpoint.ts';
import { rotateEndpoint } from './endpoints/rotate-endpoint.ts';
import { showEndpoint } from './endpoints/show-endpoint.ts';
import { testEndpoint } from './endpoints/test-endpoint.ts';
import { listDeliveries } from './deliveries/list-deliveries.ts';
import { redeliver } from './deliveries/redeliver.ts';
import { showDelivery } from './deliveries/show-delivery.ts';
import { cancelBatch } from './batches/cancel-batch.ts';
import { listBatches } from './batches/list-batches.ts';
import { showBatch } from './batches/show-batch.ts';
import { submitBatch } from './batches/submit-batch.ts';
import { cancelJobs, retryJobs } from './jobs/act/act-on-jobs.ts';
import { cancelJob } from './jobs/act/cancel-job.ts';
import { changeJob } from './jobs/act/change-job.ts';
import { removeJob } from './jobs/act/remove-job.ts';
import type { Events } from './events.ts';
import { changeKey } from './keys/change-key.ts';
import { createKey } from './keys/create-key.ts';
import type { KeyDeps } from './keys/find-key.ts';
import { listKeys } from './keys/list-keys.ts';
import { revokeKey } from './keys/revoke-key.ts';
import { showKey } from './keys/show-key.ts';
import type { EventHub } from './feed/event-hub.ts';
import { showEvent } from './feed/show-event.ts';
import { showJobEvents, showTenantEvents } from './feed/show-events.ts';
import type { Streams } from './feed/streams.ts';
import { deleteFile } from './files/delete-file.ts';
import { listFiles } from './files/list-files.ts';
import { registerFile, type FileDeps } from './files/register-file.ts';
import { showFile } from './files/show-file.ts';
import { authorize } from './http/access/authorize.ts';
import type { Handler } from './http/handler.ts';
import { inOrder } from './http/in-order.ts';
import type { GettyReader } from './pictures/getty-reader.ts';
import { listJobs } from './jobs/show/list-jobs.ts';
import { ProblemError } from './http/problem.ts';
import { resolveJob } from './jobs/act/resolve-job.ts';
import { retryJob } from './jobs/act/retry-job.ts';
import { showDownloadSizes } from './pictures/show-download-sizes.ts';
import { showCandidates } from './jobs/show/show-candidates.ts';
import { showImage } from './pictures/show-image.ts';
import { showJob } from './jobs/show/show-job.ts';
import { listProducts } from './products/list-products.ts';
import { enhancePrompt } from './prompts/enhance-prompt.ts';
import { createUpload } from './uploads/create-upload.ts';
import { submitDownload } from './jobs/submit/submit-download.ts';
import { submitRedownload } from './jobs/submit/submit-redownload.ts';
import { submitGeneration } from './jobs/submit/submit-generation.ts';
import { checkQuery } from './http/request/check-query.ts';
import { listReconciliations } from './reconciliations/list-reconciliations.ts';
import { showReconciliation } from './reconciliations/show-reconciliation.ts';
import { startReconciliation } from './reconciliations/start-reconciliation.ts';
import { rotateWebhookSecret } from './webhook-secret/rotate-webhook-secret.ts';
import { showWebhookSecret } from './webhook-secret/show-webhook-secret.ts';
import { tagAnswers } from './http/answer/tag-answers.ts';
import type { Operation } from './openapi/operation.ts';
import { OPERATIONS } from './openapi/operations.ts';

export type RouteDeps = EndpointDeps &
  KeyDeps &
  FileDeps & {
    secrets: TenantSecrets<By>;
    store: Store;
    clock: Clock;
    events: Events;
    getty: GettyReader;
    hub: EventHub;
    streams: Streams;
    mostOpen: number;
    prices: Prices | undefined;
    archive: Archive | undefined;
  };

/** What makes a handler out of what the app is built of. */
type Route = (deps: RouteDeps) => Handler;
type Methods = { get?: Route; post?: Route; put?: Route; patch?: Route; delete?: Route };

/** Every call of the API. Paths are written out: they are the labels of the metrics. */
export const ROUTES: Record<string, Methods> = {
  '/v1/generations': { post: submitGeneration },
  '/v1/generations/:generation_request_id/images/:index/download-sizes': { get: showDownloadSizes },
  '/v1/downloads': { post: submitDownload },
  '/v1/redownloads': { post: submitRedownload },
  '/v1/batches': { get: listBatches, post: submitBatch },
  '/v1/batches/:id': { get: showBatch },
  '/v1/batches/:id/cancel': { post: cancelBatch },
  '/v1/budgets': { get: listBudgets },
  '/v1/budgets/:id': { get: showBudget, put: putBudget, delete: deleteBudget },
  '/v1/events': { get: showTenantEvents },
  '/v1/events/:id': { get: showEvent },
  '/v1/files': { get: listFiles, post: registerFile },
  '/v1/files/:id': { get: showFile, delete: deleteFile },
  '/v1/uploads': { post: createUpload },
  '/v1/prompts/enhance': { post: enhancePrompt },
  '/v1/products': { get: listProducts },
  '/v1/jobs': { get: listJobs },
  '/v1/jobs/cancel': { post: cancelJobs },
  '/v1/jobs/retry': { post: retryJobs },
  '/v1/jobs/:id': { get: showJob, patch: changeJob, delete: removeJob },
  '/v1/jobs/:id/events': { get: showJobEvents },
  '/v1/jobs/:id/cancel': { post: cancelJob },
  '/v1/jobs/:id/retry': { post: retryJob },
  '/v1/jobs/:id/resolve': { post: resolveJob },
  '/v1/jobs/:id/candidates': { get: showCandidates },
  '/v1/jobs/:id/images/:index': { get: showImage },
  '/v1/jobs/:id/file': { get: showDownloadedFile },
  '/v1/endpoints': { get: listEndpoints, post: createEndpoint },
  '/v1/endpoints/:id': { get: showEndpoint, patch: changeEndpoint, delete: deleteEndpoint },
  '/v1/endpoints/:id/test': { post: testEndpoint },
  '/v1/endpoints/:id/rotate': { post: rotateEndpoint },
  '/v1/endpoints/:id/recover': { post: recoverEndpoint },
  '/v1/keys': { get: listKeys, post: createKey },
  '/v1/keys/:id': { get: showKey, patch: changeKey, delete: revokeKey },
  '/v1/usage': { get: showUsage },
  '/v1/webhook-secret': { get: showWebhookSecret },
  '/v1/webhook-secret/rotate': { post: rotateWebhookSecret },
  '/v1/deliveries': { get: listDeliveries },
  '/v1/deliveries/:id': { get: showDelivery },
  '/v1/deliveries/:id/redeliver': { post: redeliver },
  '/v1/audit': { get: listAudit },
  '/v1/reconciliations': { get: listReconciliations, post: startReconciliation },
  '/v1/reconciliations/:id': { get: showReconciliation },
};

export function apiRoutes(deps: RouteDeps): Router {
  const router = express.Router();
  for (const [path, methods] of Object.entries(ROUTES)) {
    const route = router.route(path);
    route.get(tagAnswers);
    for (const [method, handler] of Object.entries(methods) as [keyof Methods, Route][]) {
      const name = `${method.toUpperCase()} ${path}`;
      const { scope, covers, query } = describedAs(name);
      const may = scope === 'open' ? [] : [authorize({ name, scope }, { allTenants: covers === 'all_tenants' })];
      route[method](inOrder(...may, checkQuery(query !== undefined), handler(deps)));
    }
    route.all(refuseMethod(allowedOf(methods)));
  }
  router.use(() => {
    throw new ProblemError('not_found', 'There is nothing at this address.');
  });
  return router;
}

/** @throws Error for a route that is not described: without its scope, it would be open to every key */
function describedAs(name: string): Operation {
  const operation = (OPERATIONS as Record<string, Operation | undefined>)[name];
  if (!operation) throw new Error(`${name} is not described: see openapi/operations`);
  return operation;
}

function allowedOf(methods: Methods): string[] {
  return Object.keys(methods).flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
}

function refuseMethod(allowed: string[]): Handler {
  return (request) => {
    const headers = { Allow: allowed.join(', ') };
    throw new ProblemError('method_not_allowed', `${request.method} is not one of ${headers.Allow}.`, { headers });
  };
}
