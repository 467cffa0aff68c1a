import type { JobId } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import {
  decodeDelivery,
  decodeHead,
  decodeOldDelivery,
  HEAD_FIELDS,
  placeOfDelivery,
  type DeliveryRecord,
} from '../records/delivery-record.ts';
import type { Keys } from '../redis/keys.ts';
import { readHashes } from '../reading/read-hashes.ts';
import { unwrap } from '../reading/unwrap.ts';
import { unpackDeliveries, type PackedEvent } from './packed-deliveries.ts';

/** `packed`: the deliveries of those of these jobs that are packed. */
export type ReadDeliveriesDeps = { redis: Redis; keys: Keys; packed: (jobs: JobId[]) => Promise<Map<JobId, PackedEvent[]>> };

/** `jobId`: of its job, where it is known. */
export type WantedDelivery = { id: string; jobId?: JobId | null };

/** The existing ones of these deliveries, in the given order, including those of packed jobs and of an earlier version. */
export async function readDeliveries(deps: ReadDeliveriesDeps, wanted: WantedDelivery[]): Promise<DeliveryRecord[]> {
  const found = await readSeparate(
    deps,
    wanted.map(({ id }) => id),
  );
  const others = wanted.filter(({ id }) => !found.has(id));
  const packed = await readPacked(deps, others);
  // A job may have been unpacked in between.
  const unpacked = others.flatMap(({ id, jobId }) => (jobId && !packed.has(id) ? [id] : []));
  for (const [id, record] of await readSeparate(deps, unpacked)) found.set(id, record);
  const missing = wanted.flatMap(({ id }) => (found.has(id) || packed.has(id) ? [] : [id]));
  const old = new Map((await readHashes(deps.redis, missing.map(deps.keys.oldDelivery))).map((fields, index) => [missing[index]!, fields]));
  return wanted.flatMap(({ id }) => {
    const record = found.get(id) ?? packed.get(id);
    if (record) return [record];
    const fields = old.get(id);
    return fields && 'status' in fields ? [decodeOldDelivery(id, fields)] : [];
  });
}

async function readSeparate({ redis, keys }: ReadDeliveriesDeps, ids: string[]): Promise<Map<string, DeliveryRecord>> {
  const places = ids.flatMap((id) => {
    const place = placeOfDelivery(id);
    return place ? [{ id, ...place }] : [];
  });
  const pipeline = redis.pipeline();
  for (const { event, receiver } of places) pipeline.hmget(keys.eventDeliveries(event), `@${receiver}`, ...HEAD_FIELDS);
  const answers = places.length === 0 ? [] : ((await pipeline.exec()) ?? []);
  return new Map(
    places.flatMap(({ id }, index) => {
      const [packed, ...head] = unwrap(answers[index]) as (string | null)[];
      return packed ? [[id, decodeDelivery(id, packed, decodeHead(head))] as const] : [];
    }),
  );
}

async function readPacked({ packed }: ReadDeliveriesDeps, wanted: WantedDelivery[]): Promise<Map<string, DeliveryRecord>> {
  const jobs = [...new Set(wanted.flatMap(({ jobId }) => (jobId ? [jobId] : [])))];
  if (jobs.length === 0) return new Map();
  const events = [...(await packed(jobs)).values()].flat();
  return new Map(unpackDeliveries(events).map(({ record }) => [record.id, record]));
}
