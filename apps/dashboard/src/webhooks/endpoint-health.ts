import type { EndpointId, Tenant } from '@darkroom/contracts';
import type { DeliveryRecord, Store } from '@darkroom/queue';
import { LRUCache } from 'lru-cache';

/** How an endpoint has done of late. */
export type EndpointHealth = {
  /** Its latest deliveries, by what became of them. `failed`: also those that it refused. */
  latest: { delivered: number; failed: number; pending: number };
  /** The latest try that was not taken. */
  last_failure: { at: string; status: number | null; error: string; delivery_id: string } | null;
};

type Deps = { deliveries: Pick<Store['deliveries'], 'latest' | 'attempts'> };

/** A page asks every few seconds, in each browser that has it open. */
const KEPT_MS = 5_000;
const MOST_KEPT = 500;
/** So many deliveries show how an endpoint does. */
const MOST_OF_EACH = 100;

/** Reads how the endpoints of a tenant have done; those without a delivery of late are left out. */
export function createEndpointHealth({ deliveries }: Deps): (tenant: Tenant) => Promise<ReadonlyMap<EndpointId, EndpointHealth>> {
  const cache = new LRUCache<Tenant, ReadonlyMap<EndpointId, EndpointHealth>>({
    max: MOST_KEPT,
    ttl: KEPT_MS,
    fetchMethod: async (tenant) => {
      const latest = await deliveries.latest(tenant, MOST_OF_EACH);
      const each = [...latest].map(async ([id, records]) => [id, await healthOf(deliveries, records)] as const);
      return new Map(await Promise.all(each));
    },
  });
  return async (tenant) => (await cache.fetch(tenant)) ?? new Map();
}

async function healthOf(deliveries: Deps['deliveries'], records: DeliveryRecord[]): Promise<EndpointHealth> {
  const count = (...statuses: DeliveryRecord['status'][]) => records.filter(({ status }) => statuses.includes(status)).length;
  const failed = records.filter(isUntaken).toSorted((a, b) => b.tries.at(-1)!.at - a.tries.at(-1)!.at)[0];
  const attempt = failed && (await deliveries.attempts(failed.id)).at(-1);
  return {
    latest: { delivered: count('delivered'), failed: count('failed', 'refused'), pending: count('pending') },
    last_failure:
      failed && attempt ? { at: attempt.at, status: attempt.status, error: attempt.error ?? 'no answer', delivery_id: failed.id } : null,
  };
}

/** Whether its latest try was not taken. */
function isUntaken({ status, tries }: DeliveryRecord): boolean {
  return status !== 'delivered' && tries.length > 0;
}
