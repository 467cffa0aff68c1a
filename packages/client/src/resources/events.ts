import type { EventId } from '../api-types.generated.ts';
import type { Event } from '../events/event.ts';
import { subscribe, type SubscribeOptions, type Subscription } from '../events/subscribe.ts';
import type { Http } from '../http/http.ts';
import type { List } from '../lists/list.ts';
import type { CallOptions } from '../settings.ts';
import { listAt, pathsUnder } from './list-at.ts';
import type { EventFilter } from './queries.ts';

export function eventsOf(http: Http) {
  const at = pathsUnder('/v1/events');
  return {
    /** Everything that happens, as it happens. It reconnects by itself. */
    subscribe: (options?: SubscribeOptions): Subscription => subscribe(http, { path: '/v1/events' }, options),
    /** The events that are kept (72 hours), oldest first; with `after`, those after it. */
    list: (filter?: EventFilter, options?: CallOptions): List<Event> =>
      listAt(http, { path: '/v1/events', query: filter, cursorName: 'after' }, options),
    get: (id: EventId, options?: CallOptions): Promise<Event> => http.call({ method: 'GET', path: at(id) }, options),
  };
}
