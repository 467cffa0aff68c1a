import { z } from 'zod';

import { Event } from './event.ts';
import { EventId } from '../fields/ids.ts';
import { Job } from '../jobs/job.ts';
import { Instant } from '../jobs/submission.ts';

/** A page of the catch-up feed, in the order of events. */
export const EventPage = z
  .strictObject({
    data: z.array(Event),
    next_cursor: EventId.nullable().meta({ description: 'The `after` of the next call; null when there is nothing more now.' }),
  })
  .meta({ id: 'EventPage', description: 'Events, oldest first. A page may be short, or empty, and still have a next one.' });
export type EventPage = z.infer<typeof EventPage>;

/**
 * Sent by a stream in place of events that are no longer kept: the client continues from the current state. The stream continues at `id`;
 * `data` is the current job, or null in the stream of all events.
 */
export const Resync = z.strictObject({ id: EventId, type: z.literal('resync'), timestamp: Instant, data: Job.nullable() }).meta({
  id: 'Resync',
  description: 'Events were missed that are no longer kept. `data` is the current job, or null in the stream of all events.',
});
export type Resync = z.infer<typeof Resync>;
