import type { DeliveryAttempt, DeliveryStatus, EndpointId, JobId, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import { unpackBody } from '../records/packed/body-text.ts';
import { attemptOf, placeOfDelivery, type DeliveryDetail, type DeliveryRecord, type KeptAnswer } from '../records/delivery-record.ts';
import type { Keys } from '../redis/keys.ts';
import { readPage, type Listed, type Page } from '../reading/page.ts';
import { tenantsOf } from '../reading/read-tenants.ts';
import { decodeListed, findJobOf } from './listed-delivery.ts';
import { findUnpacked, unpackDeliveries, type PackedEvent, type UnpackedDelivery } from './packed-deliveries.ts';
import { readLatestDeliveries } from './latest-deliveries.ts';
import { readDeliveries } from './read-deliveries.ts';
import { receiverPart } from './receivers.ts';

export type DeliveryFilter = {
  /** null: of all. */
  tenant: Tenant | null;
  jobId?: JobId | undefined;
  endpointId?: EndpointId | undefined;
  /** Any of them matches. */
  statuses?: DeliveryStatus[] | undefined;
  limit: number;
  cursor?: string | undefined;
};

export type DeliveryLogDeps = {
  redis: Redis;
  keys: Keys;
  run: RunCommand;
  now: () => number;
  /** The deliveries of those of these jobs that are packed. */
  packed: (jobs: JobId[]) => Promise<Map<JobId, PackedEvent[]>>;
};

/**
 * Reads deliveries: one, those of a job, pages of a tenant's. Where a job is packed, so are its deliveries. As a job may be packed or unpacked meanwhile,
 * what is in neither place is looked for in the first again (as in `read-texts.ts`).
 */
export function createDeliveryLog(deps: DeliveryLogDeps) {
  const { redis, keys, run, now, packed } = deps;

  /** `tenant`: the only one that may have it; null: any. */
  const get = async (id: string, tenant: Tenant | null = null): Promise<DeliveryRecord | null> =>
    (await getMany([id]))[0] ?? (await ofPackedJob(id, tenant))?.record ?? (await getMany([id]))[0] ?? null;

  /** The existing ones of these ids, in the given order, except those of packed jobs. */
  const getMany = (ids: string[]): Promise<DeliveryRecord[]> =>
    readDeliveries(
      deps,
      ids.map((id) => ({ id, jobId: null })),
    );

  const ofPackedJob = async (id: string, tenant: Tenant | null = null): Promise<UnpackedDelivery | undefined> => {
    const jobId = placeOfDelivery(id) ? await findJobOf({ redis, keys }, id, tenant) : null;
    const events = jobId && (await packed([jobId])).get(jobId);
    return events ? findUnpacked(events, id) : undefined;
  };

  /** The exact text of each of its tries; null if it was removed. */
  const body = async (id: string): Promise<string | null> => {
    const { event } = placeOfDelivery(id) ?? {};
    const readStored = async () => (event === undefined ? null : readBody({ redis, keys }, event));
    return (await readStored()) ?? (await redis.hget(keys.oldDelivery(id), 'body')) ?? (await ofPackedJob(id))?.body ?? readStored();
  };

  /** A job's deliveries in the order of their events. */
  const ofJob = async (jobId: string): Promise<DeliveryRecord[]> => {
    const places = await placesOf(jobId as JobId);
    const records = await readDeliveries(
      deps,
      places.map(({ id }) => ({ id, jobId: jobId as JobId })),
    );
    // The order of Redis: ids are ASCII.
    return records.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  };

  /** The deliveries of a job with the times of their opening. */
  const placesOf = async (jobId: JobId): Promise<Listed[]> => {
    const readOwn = async () => toPlaces(await redis.zrange(keys.deliveries(jobId), 0, '-1', 'WITHSCORES'));
    const own = await readOwn();
    if (own.length > 0) return own;
    const events = (await packed([jobId])).get(jobId);
    return events ? unpackDeliveries(events).map(({ record: { id, createdAt } }) => ({ id, createdAt })) : readOwn();
  };

  /** The deliveries of a tenant, or of all, newest first, with a cursor. @throws CursorError if the cursor is not valid */
  const list = async ({ tenant, jobId, endpointId, statuses, limit, cursor }: DeliveryFilter): Promise<Page<DeliveryRecord>> => {
    const goes = endpointId && goesTo(endpointId);
    return readPage(
      { run, now },
      {
        indexes: jobId === undefined ? (await tenantsOf({ redis, keys }, tenant)).map(keys.tenantDeliveries) : [keys.deliveries(jobId)],
        ...(jobId !== undefined && { besides: await placesOf(jobId) }),
        ...(goes && { select: async (members) => members.filter((member) => goes(decodeListed(member).id)) }),
        load: (members) =>
          readDeliveries(
            deps,
            members.map((member) => ({ ...decodeListed(member), ...(jobId && { jobId }) })),
          ),
        matches: (record) =>
          (tenant === null || record.tenant === tenant) &&
          (endpointId === undefined || record.endpointId === endpointId) &&
          (statuses === undefined || statuses.includes(record.status)),
        limit,
        cursor,
      },
    );
  };

  /** The latest deliveries of a tenant by endpoint, at most `most` of each, newest first. */
  const latest = (tenant: Tenant, most: number): Promise<Map<EndpointId, DeliveryRecord[]>> => readLatestDeliveries(deps, tenant, most);

  /** The latest tries of a delivery, first to last, with their answers if these are still kept. */
  const attempts = async (id: string): Promise<DeliveryAttempt[]> => {
    const old = await redis.lrange(keys.oldAttempts(id), 0, -1);
    const { record, answers } = (await separate(id)) ?? (await ofPackedJob(id)) ?? (await separate(id)) ?? {};
    const earlier = old.map((text) => JSON.parse(text) as DeliveryAttempt);
    return [...earlier, ...(record?.tries ?? []).map((_try, index) => attemptOf(record!, index, answers ?? []))];
  };

  /** A delivery that is not packed, with its answers. */
  const separate = async (id: string): Promise<Pick<UnpackedDelivery, 'record' | 'answers'> | undefined> => {
    const { event } = placeOfDelivery(id) ?? {};
    const readAnswers = async () => (event === undefined ? [] : redis.lrange(keys.eventAnswers(event), 0, -1));
    const before = await readAnswers();
    const [record] = await getMany([id]);
    if (!record) return undefined;
    // Without any before, its job may have been unpacked since.
    const answers = before.length > 0 || record.attempts === 0 ? before : await readAnswers();
    return { record, answers: answers.map((text) => JSON.parse(text) as KeptAnswer) };
  };

  /** The details of one delivery besides its record. */
  const detail = async (id: string): Promise<DeliveryDetail> => {
    const [tries, text] = await Promise.all([attempts(id), body(id)]);
    return { attempts: tries, body: text ?? '' };
  };

  return { get, getMany, body, ofJob, list, latest, attempts, detail };
}

/** What Redis lists as member, score, … */
function toPlaces(flat: string[]): Listed[] {
  return flat.flatMap((id, at) => (at % 2 === 0 ? [{ id, createdAt: Number(flat[at + 1]) }] : []));
}

/** The body of an event's deliveries: in format 1 it has a key of its own. */
export async function readBody({ redis, keys }: { redis: Redis; keys: Keys }, event: string): Promise<string | null> {
  const stored = (await redis.hgetBuffer(keys.eventDeliveries(event), 'b')) ?? (await redis.getBuffer(keys.eventBody(event)));
  return stored && unpackBody(stored);
}

/** The id of a delivery contains its endpoint. */
export function goesTo(endpoint: EndpointId): (id: string) => boolean {
  const end = `_${receiverPart('endpoint', endpoint)}`;
  return (id) => id.endsWith(end);
}
