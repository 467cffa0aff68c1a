import type { Event } from '@darkroom/contracts';

import type { StoredEvent } from '../records/event-log.ts';
import { instantText } from './instant-text.ts';
import { presentBatch } from './present-batch.ts';
import { presentBudget } from './present-budget.ts';
import { presentEndpoint } from './present-endpoint.ts';
import { presentJob } from './present-job.ts';
import { presentReconciliation } from './present-reconciliation.ts';

/** An event as streams, feed and webhooks show it. */
export function presentEvent(event: StoredEvent): Event {
  return { id: event.id, type: event.type, timestamp: instantText(event.at), data: dataOf(event) };
}

function dataOf(event: StoredEvent): Event['data'] {
  switch (event.about) {
    case 'job':
      return presentJob(event.record);
    case 'batch':
      return presentBatch(event.batch);
    case 'endpoint':
      return presentEndpoint(event.endpoint, event.at);
    case 'reconciliation':
      return presentReconciliation(event.reconciliation);
    case 'budget':
      return presentBudget(event.budget);
  }
}
