import type { Redis } from 'ioredis';

import type { Deliveries } from './deliveries.ts';
import type { EndpointRecord } from '../records/endpoint-record.ts';
import { decodeEvents, type StoredEvent, type StreamEntry } from '../records/event-log.ts';
import type { Keys } from '../redis/keys.ts';
import { deliveryId, endpointWants, newDeliveries } from './receivers.ts';

/** `nextSince` (ms): there is more; continue from there. */
export type Recovered = { opened: number; sentAgain: number; nextSince: number | null };

/** Events read in one call, so that it ends while a caller waits. */
const MOST_READ = 5_000;
const CHUNK = 200;

/**
 * Reads the tenant's feed since an instant (ms): opens deliveries that the endpoint wants and never had, and sends failed or refused ones
 * again. Pending and delivered ones are not changed, so it is safe to repeat.
 */
export async function recover(
  deps: { redis: Redis; keys: Keys; deliveries: Deliveries },
  endpoint: EndpointRecord,
  since: number,
): Promise<Recovered> {
  const feed = deps.keys.feed(endpoint.tenant);
  const found = { opened: 0, sentAgain: 0 };
  let from = `${since}-0`;
  for (let read = 0; read < MOST_READ; read += CHUNK) {
    const entries = (await deps.redis.xrange(feed, from, '+', 'COUNT', CHUNK)) as StreamEntry[];
    const events = await decodeEvents(deps.redis, deps.keys, entries);
    const outcomes = await Promise.all(
      events.filter((event) => endpointWants(endpoint, event)).map((event) => recoverOne(deps.deliveries, endpoint, event)),
    );
    found.opened += outcomes.filter((outcome) => outcome === 'opened').length;
    found.sentAgain += outcomes.filter((outcome) => outcome === 'sent_again').length;
    const last = entries.at(-1)?.[0];
    if (last === undefined || entries.length < CHUNK) return { ...found, nextSince: null };
    from = `(${last}`;
  }
  return { ...found, nextSince: Number(from.slice(1).split('-')[0]) };
}

async function recoverOne(deliveries: Deliveries, endpoint: EndpointRecord, event: StoredEvent): Promise<'opened' | 'sent_again' | 'left'> {
  const existing = await deliveries.get(deliveryId(event, endpoint.id));
  if (!existing) {
    const [opened] = await deliveries.open(newDeliveries(event, [{ url: endpoint.url, endpointId: endpoint.id }]));
    return opened === 'opened' ? 'opened' : 'left';
  }
  if (existing.status === 'pending' || existing.status === 'delivered') return 'left';
  return (await deliveries.redeliver(existing.id)) === 'pending' ? 'sent_again' : 'left';
}
