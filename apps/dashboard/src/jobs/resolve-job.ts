import { JobId, RESOLVE_REFUSALS, ResolveRequest } from '@darkroom/contracts';
import { findGenerationById, GettyError, historyAround, type GettyClient } from '@darkroom/getty';
import { describeShort, type AskGetty, type JobRecord, type ResolveOutcome, type Store } from '@darkroom/queue';
import type { Logger } from '@darkroom/runtime';
import express, { type RequestHandler, type Response } from 'express';

import { sendProblem } from '../send-problem.ts';
import { jobCard } from './job-card.ts';
import { authorOf } from '../login/person.ts';
import { refuseForeignPages } from '../login/refuse-foreign-pages.ts';

/** `POST /jobs/{id}/resolve`, with the body of the API's call of that name: leads a held job of any tenant on, and logs who did. */
type ResolveDeps = { store: Pick<Store, 'jobs'>; getty: GettyClient | undefined; logger: Logger };

export function resolveJob(deps: ResolveDeps): RequestHandler<{ id: string }>[] {
  return [refuseForeignPages, express.json({ limit: '4kb' }), resolve(deps)];
}

function resolve({ store, getty, logger }: ResolveDeps): RequestHandler<{ id: string }, unknown, unknown> {
  return async (request, response) => {
    const id = JobId.safeParse(request.params.id);
    if (!id.success) return sendProblem(request, response, 'not_found', 'There is no such job.');
    const asked = ResolveRequest.safeParse(request.body);
    if (!asked.success)
      return sendProblem(request, response, 'invalid_request', asked.error.issues.map(({ message }) => message).join('; '));
    const author = authorOf(request, response);
    let resolved: ResolveOutcome;
    try {
      resolved = await store.jobs.resolve(id.data, asked.data, { ask: askGetty(getty), author });
    } catch (error) {
      if (!(error instanceof GettyError || error instanceof NoGettyError)) throw error;
      const detail = error instanceof NoGettyError ? error.message : 'Getty did not answer.';
      return sendProblem(request, response, 'getty_unavailable', `${detail} The job stays held.`);
    }
    switch (resolved.outcome) {
      case 'restarted':
      case 'ended':
        logger.info(
          { job_id: id.data, action: asked.data.action, address: request.ip, person: author.actor.id, request_id: author.requestId },
          'job.resolved_by_hand',
        );
        return answer(response, resolved.record);
      case 'budget_used_up':
      case 'price_unknown':
        return sendProblem(request, response, resolved.outcome, describeShort(resolved.outcome, resolved.need));
      case 'missing':
        return sendProblem(request, response, 'not_found', 'There is no such job.');
      default: {
        const { code, detail, ...at } = RESOLVE_REFUSALS[resolved.outcome];
        return sendProblem(request, response, code, 'pointer' in at ? `The id ${detail}.` : detail);
      }
    }
  };
}

/** Used when Getty cannot be asked. */
class NoGettyError extends Error {
  override readonly name = 'NoGettyError';
}

/** Far enough for the history of any hour; a bound, since a person waits. */
const MOST_PAGES = 10;

function askGetty(getty: GettyClient | undefined): AskGetty {
  return async (generationRequestId, at) => {
    if (!getty) throw new NoGettyError('The dashboard was started without GETTY_API_KEY and GETTY_API_SECRET.');
    return findGenerationById(getty, generationRequestId, historyAround(at, MOST_PAGES));
  };
}

function answer(response: Response, record: JobRecord): void {
  response.set('Cache-Control', 'no-store').json(jobCard(record));
}
