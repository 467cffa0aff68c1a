import { EventId } from '@darkroom/contracts';
import { presentEvent, type Store } from '@darkroom/queue';

import { tenantOrAll, type Handler } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';

/** `GET /v1/events/{id}`: one event as in streams, feed and webhooks, as long as the feed keeps it. */
export function showEvent({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const id = EventId.safeParse(request.params['id']);
    const tenant = tenantOrAll(response);
    const find = (event: EventId) => (tenant === null ? store.feedOfAll.one(event) : store.feed.one(tenant, event));
    const event = id.success ? await find(id.data) : null;
    if (!event) throw new ProblemError('not_found', 'There is no event with this id. Events are kept for 72 hours.');
    response.json(presentEvent(event));
  };
}
