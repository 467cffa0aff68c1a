import { z } from 'zod';

import { Batch } from '../jobs/batch.ts';
import { Endpoint } from './endpoint.ts';
import { WebhookEventType } from '../fields/event-type.ts';
import { EventId } from '../fields/ids.ts';
import { Job } from '../jobs/job.ts';
import { Instant } from '../jobs/submission.ts';

/**
 * One event as streams and feed tell it. A webhook's body is the same without `id`, which is its `webhook-id` header: one event has one
 * id everywhere. `data` is what it is about, as it was right then: a job comes without its timeline.
 */
export const Event = z
  .strictObject({
    id: EventId,
    type: WebhookEventType,
    timestamp: Instant.describe('When it happened.'),
    data: z.discriminatedUnion('object', [Job, Batch, Endpoint]).describe('What it is about, as it was right then.'),
  })
  .meta({ id: 'Event', description: 'Something that happened.' });
export type Event = z.infer<typeof Event>;
