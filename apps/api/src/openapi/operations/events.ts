import { Event, EventId, EventPage, JobId } from '@darkroom/contracts';
import type { z } from 'zod';

import { EventsQuery } from '../../feed/show-events.ts';
import { SUCCEEDED, WAITING } from '../examples/jobs.ts';
import type { Answer, Operation, Operations } from '../operation.ts';

type ShownEvent = z.input<typeof Event>;

const TAKEN: ShownEvent = { id: 'evt_1795262402000-0', type: 'generation.waiting', timestamp: WAITING.updated_at, data: WAITING };
const DONE: ShownEvent = { id: 'evt_1795262431000-0', type: 'generation.succeeded', timestamp: SUCCEEDED.updated_at, data: SUCCEEDED };

const STREAM = [
  'retry: 3000\n: open\n\n',
  ...[TAKEN, DONE].map((event) => `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
].join('');

const RESUMING = `An event has the same id in streams, in the feed and as \`webhook-id\`. A client that lost its stream reconnects with \`Last-Event-ID\` (an
EventSource does so automatically) and misses nothing within 72 hours. Older events are gone: the stream sends \`event: resync\` with the current
state and continues from there; the feed answers 410 \`events_not_kept\`.

With \`types\` only those events are sent. For the others a stream sends only their places (an \`id\` without an event), and a reconnecting
client continues after them.

As \`application/json\` it is a feed for catching up: pages in the order of events, without \`after\` from the oldest event kept. When
\`next_cursor\` is null, keep the id of the last event and use it in a later request.`;

function eventsOf(
  operation: Pick<Operation, 'id' | 'summary' | 'path' | 'problems'> & { begins: string; more?: Record<number, Answer> },
): Operation {
  const { begins, more, problems = [], ...rest } = operation;
  return {
    ...rest,
    tag: 'Events',
    scope: 'read',
    covers: 'all_tenants',
    description: `${begins}\n\n${RESUMING}`,
    query: EventsQuery,
    headers: ['Last-Event-ID'],
    answers: {
      200: {
        says: 'A stream, or a page.',
        headers: { Link: 'sometimes', ETag: 'sometimes' },
        json: EventPage,
        examples: { page: { summary: 'A page, and nothing more now', value: { data: [TAKEN, DONE], next_cursor: null } } },
        text: { 'text/event-stream': STREAM },
      },
      ...more,
    },
    problems: ['events_not_kept', 'too_many_streams', ...problems],
  };
}

export const eventOperations: Operations = {
  'GET /v1/events': eventsOf({
    id: 'followEvents',
    summary: 'Follow all events',
    begins: 'Everything that happens to your jobs, batches and endpoints. A stream without a starting event begins now.',
  }),

  'GET /v1/events/:id': {
    id: 'getEvent',
    tag: 'Events',
    scope: 'read',
    covers: 'all_tenants',
    summary: 'Get an event',
    description: 'As in streams, feed and webhooks: its subject as it was then. Events are kept for 72 hours.',
    path: { id: EventId },
    answers: { 200: { says: 'The event.', json: Event, examples: { succeeded: { summary: 'A generation has succeeded', value: DONE } } } },
    problems: ['not_found'],
  },

  'GET /v1/jobs/:id/events': eventsOf({
    id: 'followJob',
    summary: 'Follow a job',
    begins:
      'The events of a job. A stream without a starting event begins with the first one kept; each stream ends with the end of the current run.',
    path: { id: JobId },
    more: { 204: { says: 'The job has ended and its end was sent: do not reconnect.' } },
    problems: ['not_found'],
  }),
};
