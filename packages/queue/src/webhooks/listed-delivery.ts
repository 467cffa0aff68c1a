import type { DeliveryId, JobId, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { placeOfDelivery } from '../records/delivery-record.ts';
import type { Keys } from '../redis/keys.ts';
import { tenantsOf } from '../reading/read-tenants.ts';

/** A delivery as it stands in `tenant-deliveries`: by its id in format 1, in a short form with its job since format 2, see `deliveries.lua`. */
export type ListedDelivery = { id: DeliveryId; jobId: JobId | null };

/** Decodes a member of `tenant-deliveries`. */
export function decodeListed(member: string): ListedDelivery {
  const [ms, n, to, of] = member.split('.');
  if (of === undefined) return { id: member as DeliveryId, jobId: null };
  const receiver = to === 'j' ? 'job' : to === 'b' ? 'batch' : lengthen(to!);
  return { id: `dlv_${parseInt(ms!, 36)}_${parseInt(n!, 36)}_${receiver}` as DeliveryId, jobId: jobOf(of) };
}

function jobOf(short: string): JobId | null {
  if (short === '') return null;
  return (short.startsWith('~~') ? short.slice(2) : `job_${lengthen(short)}`) as JobId;
}

/** The reverse of `shorten` in `deliveries.lua`. */
function lengthen(short: string): string {
  return short.startsWith('~') ? short.slice(1) : Buffer.from(short, 'base64url').toString('hex');
}

/** When a delivery is opened, after its event (ms): mostly at once, seldom after an outage, or by `recover` up to 72 hours later. */
const OPENED_AFTER_MS = [
  { from: -1_000, to: 2_000 },
  { from: -60_000, to: 600_000 },
  { from: 600_000, to: 73 * 3_600_000 },
];
const MOST_LOOKED_AT = 50_000;
const LOOKED_AT_ONCE = 1_000;

/**
 * Finds the job of a delivery of which only the id is known. `tenant`: the only one to look at; null: all. null: it stands in no list, or with its
 * id alone.
 */
export async function findJobOf(
  { redis, keys }: { redis: Redis; keys: Keys },
  id: string,
  tenant: Tenant | null = null,
): Promise<JobId | null> {
  const eventAt = Number(placeOfDelivery(id)?.event.split('-')[0]);
  if (!Number.isFinite(eventAt)) return null;
  const lists = (await tenantsOf({ redis, keys }, tenant)).map(keys.tenantDeliveries);
  for (const { from, to } of OPENED_AFTER_MS) {
    const found = await Promise.all(lists.map((list) => findIn(redis, list, { id, from: eventAt + from, to: eventAt + to })));
    const jobId = found.find((each) => each !== null);
    if (jobId) return jobId;
  }
  return null;
}

async function findIn(redis: Redis, list: string, { id, from, to }: { id: string; from: number; to: number }): Promise<JobId | null> {
  for (let start = 0; start < MOST_LOOKED_AT; start += LOOKED_AT_ONCE) {
    const members = await redis.zrangebyscore(list, from, to, 'LIMIT', start, LOOKED_AT_ONCE);
    const found = members.map(decodeListed).find((listed) => listed.id === id);
    if (found) return found.jobId;
    if (members.length < LOOKED_AT_ONCE) return null;
  }
  return null;
}
