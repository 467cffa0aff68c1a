import type { EndpointId, Tenant } from '@darkroom/contracts';

import { placeOfDelivery, type DeliveryRecord } from '../records/delivery-record.ts';
import { decodeListed } from './listed-delivery.ts';
import { readDeliveries, type ReadDeliveriesDeps } from './read-deliveries.ts';

/** A tenant's latest deliveries of which the receiver is looked at. An endpoint that got none of them has been quiet. */
const MOST_LOOKED_AT = 5_000;
const LOOKED_AT_ONCE = 1_000;

/** The latest deliveries of a tenant by endpoint, at most `most` of each, newest first; those with none are left out. */
export async function readLatestDeliveries(
  deps: ReadDeliveriesDeps,
  tenant: Tenant,
  most: number,
): Promise<Map<EndpointId, DeliveryRecord[]>> {
  const { redis, keys } = deps;
  const counts = new Map<string, number>();
  const wanted: ReturnType<typeof decodeListed>[] = [];
  for (let start = 0; start < MOST_LOOKED_AT; start += LOOKED_AT_ONCE) {
    const members = await redis.zrevrange(keys.tenantDeliveries(tenant), start, start + LOOKED_AT_ONCE - 1);
    for (const listed of members.map(decodeListed)) {
      const receiver = placeOfDelivery(listed.id)?.receiver;
      const count = counts.get(receiver ?? '') ?? 0;
      if (receiver === undefined || receiver === 'job' || receiver === 'batch' || count >= most) continue;
      counts.set(receiver, count + 1);
      wanted.push(listed);
    }
    if (members.length < LOOKED_AT_ONCE) break;
  }
  const found = new Map<EndpointId, DeliveryRecord[]>();
  for (const record of await readDeliveries(deps, wanted)) {
    if (record.endpointId !== null) found.set(record.endpointId, [...(found.get(record.endpointId) ?? []), record]);
  }
  return found;
}
