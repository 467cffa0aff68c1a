import { answerPage } from '@darkroom/api/http/answer/answer-page';
import { tenantOrAll, type Handler } from '@darkroom/api/http/handler';
import { checkQuery } from '@darkroom/api/http/request/check-query';
import { orInvalidCursor } from '@darkroom/api/http/request/cursor';
import { pageQuery } from '@darkroom/api/http/request/page-query';
import { validate } from '@darkroom/api/http/request/validate';
import { findJob } from '@darkroom/api/jobs/show/find-job';
import type { Job, Prices } from '@darkroom/contracts';
import { presentJob, type Store } from '@darkroom/queue';
import express, { type Router } from 'express';
import { z } from 'zod';

import { withoutWebhookQuery } from '../jobs/without-query.ts';
import { heldCard, type HeldCard } from './held-card.ts';

/** A page of held jobs, oldest first. `currency`: of the costs; null where no prices are set. */
export type HeldPage = { data: HeldCard[]; next_cursor: string | null; currency: string | null };

/** One job to decide about. It may have moved on by itself: its card has its state. */
export type HeldDetail = { card: HeldCard; job: Job; currency: string | null };

const HeldQuery = z.strictObject(pageQuery);

type HeldDeps = { store: Store; prices: Prices | undefined };

/** Held jobs as the page for decisions shows them. Decisions are calls of the API. */
export function heldData(deps: HeldDeps): Router {
  const router = express.Router();
  router.get('/data/held', checkQuery(true), listCards(deps));
  router.get('/data/held/:id', checkQuery(false), showDetail(deps));
  return router;
}

function listCards({ store, prices }: HeldDeps): Handler {
  return async (request, response) => {
    const wanted = { tenant: tenantOrAll(response), ...validate(HeldQuery, request.query) };
    const { records, nextCursor } = await orInvalidCursor(store.jobs.held(wanted));
    const page = { data: records.map(heldCard), next_cursor: nextCursor, currency: currencyOf(prices) };
    answerPage(request, response, page satisfies HeldPage);
  };
}

function showDetail({ store, prices }: HeldDeps): Handler {
  return async (request, response) => {
    const record = await findJob(store, String(request.params['id']), tenantOrAll(response));
    const job = withoutWebhookQuery(presentJob(record));
    response.json({ card: heldCard(record), job, currency: currencyOf(prices) } satisfies HeldDetail);
  };
}

function currencyOf(prices: Prices | undefined): string | null {
  return prices?.currency ?? null;
}
