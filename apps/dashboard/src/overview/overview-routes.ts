import { authorOf } from '@darkroom/api/http/author-of';
import { tenantOrAll, type Answer, type Handler } from '@darkroom/api/http/handler';
import { ProblemError } from '@darkroom/api/http/problem';
import { checkQuery } from '@darkroom/api/http/request/check-query';
import { validate } from '@darkroom/api/http/request/validate';
import type { Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import express, { type Router } from 'express';
import { z } from 'zod';

import { personOf } from '../login/person.ts';
import { requireRole } from '../login/require-role.ts';
import { historyPoints, RANGES } from './history-points.ts';

type Deps = { store: Pick<Store, 'history' | 'tryLimit'>; clock: Pick<Clock, 'now'> };

const HistoryQuery = z.strictObject({ range: z.enum(Object.keys(RANGES) as [keyof typeof RANGES]).default('hour') });

/** How the account went over time, and its limits tried by hand. Both concern all tenants. */
export function overviewRoutes(deps: Deps): Router {
  const router = express.Router();
  router.get('/data/history', checkQuery(true), showHistory(deps));
  router.post('/data/limits/:name/try', checkQuery(false), requireRole('operator'), tryLimit(deps));
  return router;
}

function showHistory({ store, clock }: Deps): Handler {
  return async (request, response) => {
    requireAllTenants(response);
    const { range } = validate(HistoryQuery, request.query);
    const { coversMs, stepMs } = RANGES[range];
    const to = clock.now();
    const from = Math.floor((to - coversMs) / stepMs) * stepMs + stepMs;
    const minutes = await store.history.read({ from, to });
    const last = minutes.at(-1);
    response.json({
      range,
      step_ms: stepMs,
      points: historyPoints(minutes, { from, to, stepMs }),
      oldest_queued_at: last?.oldestQueuedMs == null ? null : new Date(last.at + MINUTE_MS - last.oldestQueuedMs).toISOString(),
      noted_at: last ? new Date(last.at + MINUTE_MS).toISOString() : null,
    });
  };
}

const MINUTE_MS = 60_000;

function tryLimit({ store }: Deps): Handler {
  return async (request, response) => {
    requireAllTenants(response);
    const name = String(request.params['name']);
    const outcome = await store.tryLimit(name, authorOf(request, response));
    if (outcome === 'given') throw new ProblemError('forbidden', 'This limit is a setting of the workers. It changes only there.');
    if (outcome === 'nothing') throw new ProblemError('not_found', 'There is no such pause, or this limit was never met.');
    response.status(202).json({ object: 'limit_try', name });
  };
}

/** @throws ProblemError forbidden */
function requireAllTenants(response: Answer): void {
  if (personOf(response).tenants !== null || tenantOrAll(response) !== null) {
    throw new ProblemError('forbidden', 'This concerns all tenants. Your login covers only some.');
  }
}
