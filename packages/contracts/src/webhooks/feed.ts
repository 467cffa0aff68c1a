import { z } from 'zod';

import { Event } from './event.ts';
import { EventId } from '../fields/ids.ts';
import { Job } from '../jobs/job.ts';
import { Instant } from '../jobs/submission.ts';

/** A page of the catch-up feed, in the order in which things happened. */
export const EventPage = z
  .strictObject({
    data: z.array(Event),
    next_cursor: EventId.nullable().meta({ description: 'What to give as `after` next; null when there is nothing more now.' }),
  })
  .meta({ id: 'EventPage', description: 'Events, oldest first. A page may be short, or empty, and still have a next one.' });
export type EventPage = z.infer<typeof EventPage>;

/**
 * What a stream says in place of events that are no longer kept: go on from the state as it is now. `id` is where the stream goes on;
 * `data` is the job as it is now, or null in the stream of all events.
 */
export const Resync = z.strictObject({ id: EventId, type: z.literal('resync'), timestamp: Instant, data: Job.nullable() }).meta({
  id: 'Resync',
  description: 'Events were missed that are no longer kept. `data` is the job as it is now; null in the stream of all events.',
});
export type Resync = z.infer<typeof Resync>;
