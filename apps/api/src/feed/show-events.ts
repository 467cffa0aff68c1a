import { EventId, type WebhookEventType } from '@darkroom/contracts';
import { isRedisAway, presentEvent, type Store } from '@darkroom/queue';
import { writeStreamHead, type Clock } from '@darkroom/runtime';
import type { Request } from 'express';
import { z } from 'zod';

import type { Events } from '../events.ts';
import { answerPage } from '../http/answer/answer-page.ts';
import { tenantOrAll, type Answer, type Handler } from '../http/handler.ts';
import { pageLimit } from '../http/request/page-query.ts';
import { ProblemError } from '../http/problem.ts';
import { invalidRequest, validate } from '../http/request/validate.ts';
import { findJob } from '../jobs/show/find-job.ts';
import type { EventHub } from './event-hub.ts';
import { EventTypes, wantedBy } from './event-types.ts';
import { followEvents, PAGE } from './follow-events.ts';
import { placeFrame } from './frames.ts';
import { jobSource, sourceOfAll, tenantSource, type Source } from './sources.ts';
import type { StreamOf, Streams } from './streams.ts';

type Deps = { store: Store; clock: Clock; events: Events; hub: EventHub; streams: Streams };
type Exchange = { request: Request; response: Answer };

/** In seconds. It is not known when other clients will end their streams. */
const STREAMS_RETRY_AFTER = '10';

export const EventsQuery = z.strictObject({
  after: EventId.optional().describe('Continue after this event. In a stream, `Last-Event-ID` wins.'),
  types: EventTypes.optional(),
  limit: pageLimit(PAGE),
});

type Wants = ((type: WebhookEventType) => boolean) | undefined;

/** `GET /v1/events`: all events of a tenant, or of all tenants, as a stream or as pages. */
export function showTenantEvents(deps: Deps): Handler {
  return orComeBack(deps, 'tenant', async (request, response) => {
    const tenant = tenantOrAll(response);
    await showEvents(deps, { request, response }, tenant === null ? sourceOfAll(deps) : tenantSource(deps, tenant));
  });
}

/** `GET /v1/jobs/{id}/events`: the same for one job. */
export function showJobEvents(deps: Deps): Handler {
  return orComeBack(deps, 'job', async (request, response) => {
    const job = await findJob(deps.store, String(request.params['id']), tenantOrAll(response));
    response.locals.noted.job_id = job.id;
    await showEvents(deps, { request, response }, jobSource(deps, job));
  });
}

/**
 * An EventSource does not reconnect after any answer but a stream. While Redis is away, a reconnecting one gets a stream that ends at once,
 * so that it reconnects again.
 */
function orComeBack({ streams }: Pick<Deps, 'streams'>, of: StreamOf, handler: Handler): Handler {
  return async (request, response) => {
    try {
      await handler(request, response);
    } catch (error) {
      if (!isRedisAway(error) || response.headersSent || !readLastEventId(request) || !wantsStream(request)) throw error;
      streams.open(response, of).end();
    }
  };
}

function wantsStream(request: Request): boolean {
  return request.accepts(['text/event-stream', 'application/json']) !== 'application/json';
}

/** A stream, unless the caller prefers JSON. */
async function showEvents(deps: Deps, exchange: Exchange, source: Source): Promise<void> {
  const { request, response } = exchange;
  const { after, limit, types } = validate(EventsQuery, request.query);
  const wants = wantedBy(types);
  response.vary('Accept');
  if (wantsStream(request)) await streamEvents(deps, exchange, { source, wants, after: readLastEventId(request) ?? after });
  else await answerEvents(exchange, source, { after, limit, wants });
}

/** @throws ProblemError events_not_kept */
async function answerEvents(
  { request, response }: Exchange,
  source: Source,
  question: { after: EventId | undefined; limit: number; wants: Wants },
) {
  const page = await source.read(question);
  if (page === 'not_kept') {
    const detail = 'Events after this one are no longer kept, or there is none yet. Read the current state and continue without "after".';
    throw new ProblemError('events_not_kept', detail);
  }
  const next = page.more ? page.place : null;
  answerPage(request, response, { data: page.events.map(presentEvent), next_cursor: next }, 'after');
}

/** Refuses before the stream begins whatever can be refused. */
async function streamEvents(
  deps: Deps,
  { request, response }: Exchange,
  from: { source: Source; after: EventId | undefined; wants: Wants },
) {
  const { source, after, wants } = from;
  const first = after === undefined ? await source.begin(PAGE) : await source.read({ after, limit: PAGE });
  if (response.destroyed) return; // the caller has left
  if (after !== undefined && first !== 'not_kept' && first.events.length === 0 && !first.more && source.isOver()) {
    response.status(204).end(); // stops an EventSource from reconnecting for ever
    return;
  }
  if (request.method === 'HEAD') {
    writeStreamHead(response);
    response.end();
    return;
  }
  const leave = deps.streams.admit(tenantOrAll(response));
  if (!leave) {
    const headers = { 'Retry-After': STREAMS_RETRY_AFTER };
    throw new ProblemError('too_many_streams', 'This tenant has reached its limit of open streams. Close one first.', { headers });
  }
  const stream = deps.streams.open(response, source.of);
  stream.onClose(leave);
  stream.onClose(response.locals.caller.follow('read', () => stream.stop('key_ended')));
  // A client that is cut off before the first event then reconnects to this place.
  if (after === undefined && source.of === 'tenant' && first !== 'not_kept') stream.write(placeFrame(first.place));
  followEvents(deps, { source, stream, wants, after, first });
}

/** @throws ProblemError invalid_request naming the header */
function readLastEventId(request: Request): EventId | undefined {
  const header = request.get('Last-Event-ID');
  if (header === undefined || header === '') return undefined; // an EventSource without events may send it empty
  const parsed = EventId.safeParse(header);
  if (parsed.success) return parsed.data;
  throw invalidRequest([{ pointer: '/Last-Event-ID', detail: 'must be an event id' }]);
}
