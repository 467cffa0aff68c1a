import type { Redis } from 'ioredis';

import { decodeDelivery, decodeOldDelivery, placeOfDelivery, type DeliveryRecord } from '../records/delivery-record.ts';
import type { Fields } from '../redis/fields.ts';
import type { Keys } from '../redis/keys.ts';
import { readHashes } from '../reading/read-hashes.ts';
import { unwrap } from '../reading/unwrap.ts';

const HEAD = ['type', 'tenant', 'about', 'subject'] as const;

/** The existing ones of these deliveries, in the given order, including those of an earlier version. */
export async function readDeliveries(redis: Redis, keys: Keys, ids: string[]): Promise<DeliveryRecord[]> {
  const pipeline = redis.pipeline();
  const places = ids.map((id) => placeOfDelivery(id));
  for (const place of places) {
    if (place) pipeline.hmget(keys.eventDeliveries(place.event), `@${place.receiver}`, ...HEAD);
  }
  const answers = pipeline.length === 0 ? [] : ((await pipeline.exec()) ?? []);
  let read = 0;
  const found = ids.map((id, index): DeliveryRecord | undefined => {
    const [packed, ...head] = places[index] ? (unwrap(answers[read++]) as (string | null)[]) : [];
    if (!packed) return undefined;
    return decodeDelivery(id, packed, Object.fromEntries(HEAD.map((name, n) => [name, head[n]])) as Fields);
  });
  const missing = ids.filter((_id, index) => !found[index]);
  const old = new Map((await readHashes(redis, missing.map(keys.oldDelivery))).map((fields, index) => [missing[index]!, fields]));
  return ids.flatMap((id, index) => {
    const fields = old.get(id);
    return found[index] ?? (fields && 'status' in fields ? [decodeOldDelivery(id, fields)] : []);
  });
}
