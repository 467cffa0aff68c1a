import { z } from 'zod';

import { Batch } from '../jobs/batch.ts';
import { Budget } from '../money/budget.ts';
import { Endpoint } from './endpoint.ts';
import { WebhookEventType } from '../fields/event-type.ts';
import { EventId } from '../fields/ids.ts';
import { Job } from '../jobs/job.ts';
import { Reconciliation } from '../money/reconciliation.ts';
import { Instant } from '../jobs/submission.ts';

/**
 * One event of the streams and the feed. A webhook's body is the same without `id`, which is sent as the header `webhook-id`: an event has
 * the same id everywhere. `data` shows the state right after the event; jobs in it have no timeline.
 */
export const Event = z
  .strictObject({
    id: EventId,
    type: WebhookEventType,
    timestamp: Instant.describe('When it happened.'),
    data: z
      .discriminatedUnion('object', [Job, Batch, Endpoint, Budget, Reconciliation])
      .describe('What the event is about, as it was right then.'),
  })
  .meta({ id: 'Event', description: 'Something that happened.' });
export type Event = z.infer<typeof Event>;
