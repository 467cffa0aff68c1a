import { findEndpoint } from '@darkroom/api/endpoints/find-endpoint';
import { findDelivery } from '@darkroom/api/deliveries/find-delivery';
import { ListDeliveriesQuery } from '@darkroom/api/deliveries/list-deliveries';
import { answerPage } from '@darkroom/api/http/answer/answer-page';
import { tenantOrAll, type Handler } from '@darkroom/api/http/handler';
import { checkQuery } from '@darkroom/api/http/request/check-query';
import { orInvalidCursor } from '@darkroom/api/http/request/cursor';
import { pageQuery } from '@darkroom/api/http/request/page-query';
import { validate } from '@darkroom/api/http/request/validate';
import type { Delivery, Endpoint, ListedDelivery } from '@darkroom/contracts';
import {
  presentDelivery,
  presentEndpoint,
  presentListedDelivery,
  type DeliveryRecord,
  type EndpointRecord,
  type Store,
} from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import express, { type Router } from 'express';
import { z } from 'zod';

import { jobCard, type JobCard } from '../jobs/job-card.ts';
import { withoutQuery } from '../jobs/without-query.ts';
import { createEndpointHealth, type EndpointHealth } from './endpoint-health.ts';
import { withoutSecrets } from './without-secrets.ts';

/** An endpoint, without the query of its URL, and how it has done of late; null: it has had no delivery for long. */
export type EndpointCard = Endpoint & { health: EndpointHealth | null };
export type EndpointPage = { data: EndpointCard[]; next_cursor: string | null };

/** A delivery of a list, with its latest try. */
export type DeliveryCard = ListedDelivery & { last_try: { at: string; status: number | null; duration_ms: number } | null };
export type DeliveryPage = { data: DeliveryCard[]; next_cursor: string | null };

/** A delivery with all that helps to say why it did not arrive. */
export type DeliveryDetail = { delivery: Delivery; job: JobCard | null; endpoint: Endpoint | null };

type Deps = { store: Store; clock: Clock };

const EndpointsQuery = z.strictObject(pageQuery);

/** Webhooks as their page shows them. Actions are calls of the API. */
export function webhookData(deps: Deps): Router {
  const router = express.Router();
  router.get('/data/endpoints', checkQuery(true), listEndpoints(deps));
  router.get('/data/endpoints/:id', checkQuery(false), showEndpoint(deps));
  router.get('/data/deliveries', checkQuery(true), listDeliveries(deps));
  router.get('/data/deliveries/:id', checkQuery(false), showDelivery(deps));
  return router;
}

function listEndpoints(deps: Deps): Handler {
  const { store } = deps;
  const toCards = createCards(deps);
  return async (request, response) => {
    const wanted = { tenant: tenantOrAll(response), ...validate(EndpointsQuery, request.query) };
    const { records, nextCursor } = await orInvalidCursor(store.endpoints.list(wanted));
    answerPage(request, response, { data: await toCards(records), next_cursor: nextCursor } satisfies EndpointPage);
  };
}

/** A page of one: the browser shows it as it does the others. */
function showEndpoint(deps: Deps): Handler {
  const toCards = createCards(deps);
  return async (request, response) => {
    const record = await findEndpoint(deps.store, request, response);
    response.json({ data: await toCards([record]), next_cursor: null } satisfies EndpointPage);
  };
}

function createCards({ store, clock }: Deps): (records: EndpointRecord[]) => Promise<EndpointCard[]> {
  const healthOf = createEndpointHealth(store);
  return async (records) => {
    const tenants = [...new Set(records.map(({ tenant }) => tenant))];
    const known = new Map(await Promise.all(tenants.map(async (tenant) => [tenant, await healthOf(tenant)] as const)));
    return records.map((record) => ({
      ...withoutItsQuery(presentEndpoint(record, clock.now())),
      health: known.get(record.tenant)?.get(record.id) ?? null,
    }));
  };
}

function listDeliveries({ store }: Deps): Handler {
  return async (request, response) => {
    const { job_id: jobId, endpoint_id: endpointId, status: statuses, ...rest } = validate(ListDeliveriesQuery, request.query);
    const filter = { tenant: tenantOrAll(response), jobId, endpointId, statuses, ...rest };
    const { records, nextCursor } = await orInvalidCursor(store.deliveries.list(filter));
    answerPage(request, response, { data: records.map(deliveryCard), next_cursor: nextCursor } satisfies DeliveryPage);
  };
}

function showDelivery({ store, clock }: Deps): Handler {
  return async (request, response) => {
    const record = await findDelivery(store, request, response);
    const [detail, job, endpoint] = await Promise.all([
      store.deliveries.detail(record.id),
      record.jobId === null ? null : store.jobs.get(record.jobId),
      record.endpointId === null ? null : store.endpoints.get(record.endpointId),
    ]);
    response.json({
      delivery: withoutSecrets(presentDelivery(record, detail)),
      job: job && jobCard(job),
      endpoint: endpoint && withoutItsQuery(presentEndpoint(endpoint, clock.now())),
    } satisfies DeliveryDetail);
  };
}

function deliveryCard(record: DeliveryRecord): DeliveryCard {
  const last = record.tries.at(-1);
  return {
    ...presentListedDelivery(record),
    url: withoutQuery(record.url),
    last_try: last ? { at: new Date(last.at).toISOString(), status: last.status, duration_ms: last.durationMs } : null,
  };
}

function withoutItsQuery(endpoint: Endpoint): Endpoint {
  return { ...endpoint, url: withoutQuery(endpoint.url) };
}
