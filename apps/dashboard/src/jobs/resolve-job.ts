import { JobId, RESOLVE_REFUSALS, ResolveRequest } from '@darkroom/contracts';
import type { JobRecord, Store } from '@darkroom/queue';
import type { Logger } from '@darkroom/runtime';
import express, { type RequestHandler, type Response } from 'express';

import { sendProblem } from '../send-problem.ts';
import { jobCard } from './job-card.ts';
import { refuseForeignPages } from '../login/refuse-foreign-pages.ts';

/** `POST /jobs/{id}/resolve`, with the body of the API's call of that name: leads a held job of any tenant on, and logs who did. */
export function resolveJob(deps: { store: Pick<Store, 'jobs'>; logger: Logger }): RequestHandler<{ id: string }>[] {
  return [refuseForeignPages, express.json({ limit: '4kb' }), resolve(deps)];
}

function resolve({ store, logger }: { store: Pick<Store, 'jobs'>; logger: Logger }): RequestHandler<{ id: string }, unknown, unknown> {
  return async (request, response) => {
    const id = JobId.safeParse(request.params.id);
    if (!id.success) return sendProblem(request, response, 'not_found', 'There is no such job.');
    const asked = ResolveRequest.safeParse(request.body);
    if (!asked.success)
      return sendProblem(request, response, 'invalid_request', asked.error.issues.map(({ message }) => message).join('; '));
    const resolved = await store.jobs.resolve(id.data, asked.data);
    switch (resolved.outcome) {
      case 'restarted':
      case 'ended':
        logger.info({ job_id: id.data, action: asked.data.action, address: request.ip }, 'job.resolved_by_hand');
        return answer(response, resolved.record);
      case 'missing':
        return sendProblem(request, response, 'not_found', 'There is no such job.');
      default: {
        const { code, detail, ...at } = RESOLVE_REFUSALS[resolved.outcome];
        return sendProblem(request, response, code, 'pointer' in at ? `The id ${detail}.` : detail);
      }
    }
  };
}

function answer(response: Response, record: JobRecord): void {
  response.set('Cache-Control', 'no-store').json(jobCard(record));
}
