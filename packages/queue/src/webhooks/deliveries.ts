import { randomUUID } from 'node:crypto';

import type { DeliveryAttempt, DeliveryStatus, EndpointId, JobId, Tenant, TimelineEntry } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { auditNote } from '../audit/author.ts';
import type { By } from '../audit/by.ts';
import { packBody, unpackBody } from '../records/body-text.ts';
import type { RunCommand } from '../lua/commands.ts';
import {
  type DeliveryDetail,
  attemptOf,
  encodeTry,
  placeOfDelivery,
  type DeliveryRecord,
  type KeptAnswer,
} from '../records/delivery-record.ts';
import type { Keys } from '../redis/keys.ts';
import { encodeIdempotency, ENDPOINT_KEYS_KEPT_MS, unlessReused } from '../idempotency/idempotency.ts';
import { readPage, type Page } from '../reading/page.ts';
import { tenantsOf } from '../reading/read-tenants.ts';
import { readDeliveries } from './read-deliveries.ts';
import { receiverPart, type NewDeliveries } from './receivers.ts';

/** Events on their way to receivers: opened, tried until accepted, and kept to be viewed and sent again. */
export type Deliveries = ReturnType<typeof createDeliveries>;

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

/** The result of a try. */
export type TryOutcome = {
  status: DeliveryStatus;
  nextAt?: number;
  attempt: DeliveryAttempt;
  timeline: TimelineEntry;
  /** The URL of the try. */
  url: string;
  /** What it shows about the endpoint; absent if the fault was ours. */
  says?: 'well' | 'failing' | 'gone';
  /** An endpoint without success for this long is disabled, in ms. */
  disableAfterMs: number;
};

/** A share of `disableAfterMs`: the failures of two events must be this far apart. One failure of a quiet endpoint does not count. */
const APART = 0.1;
/** The most of a tenant's deliveries read to find those to one endpoint. */
const MOST_LOOKED_AT = 50_000;
const LOOKED_AT_ONCE = 1_000;
/** Deliveries ended by one command. */
const CHUNK = 200;
/** Characters of an endpoint's URL stored with each delivery: it is sent to the endpoint's current URL. */
const MOST_SHOWN = 200;

/** `nextAt` (ms): when the next one becomes due. */
export type Taken = { taken: { id: string; tenant: Tenant }[]; nextAt: number | null; isMoreDue: boolean };

export function createDeliveries(deps: { redis: Redis; keys: Keys; run: RunCommand; now: () => number }) {
  const { redis, keys, run, now } = deps;

  /** Stores the deliveries of an event in one step; they are due at once. Safe to repeat. `closed`: its endpoint is disabled or deleted. */
  const open = async ({ body, receivers, ...event }: NewDeliveries): Promise<('opened' | 'exists' | 'closed')[]> => {
    if (receivers.length === 0) return [];
    const packed = receivers.map(({ url, endpointId, isOwnToo }) => [
      receiverPart(event.about, endpointId),
      endpointId === null || isOwnToo ? url : shownUrl(url),
      isOwnToo ? '+' : '-',
    ]);
    const { outcomes } = await run('open_deliveries', { now: now(), ...event, receivers: packed }, packBody(body));
    return outcomes;
  };

  const get = async (id: string): Promise<DeliveryRecord | null> => (await getMany([id]))[0] ?? null;

  /** The existing ones of these ids, in the given order. */
  const getMany = (ids: string[]): Promise<DeliveryRecord[]> => readDeliveries(redis, keys, ids);

  /** The exact text of each of its tries; null if it was removed. */
  const body = async (id: string): Promise<string | null> => {
    const { event } = placeOfDelivery(id) ?? {};
    const packed = event === undefined ? null : await redis.getBuffer(keys.eventBody(event));
    return packed ? unpackBody(packed) : redis.hget(keys.oldDelivery(id), 'body');
  };

  /** A job's deliveries in the order of their events. */
  const ofJob = async (jobId: string): Promise<DeliveryRecord[]> => getMany(await redis.zrange(keys.deliveries(jobId), 0, '-1'));

  /** The deliveries of a tenant, or of all, newest first, with a cursor. @throws CursorError if the cursor is not valid */
  const list = async ({ tenant, jobId, endpointId, statuses, limit, cursor }: DeliveryFilter): Promise<Page<DeliveryRecord>> => {
    return readPage(
      { run, now },
      {
        indexes: jobId === undefined ? (await tenantsOf({ redis, keys }, tenant)).map(keys.tenantDeliveries) : [keys.deliveries(jobId)],
        ...(endpointId && { select: async (ids) => ids.filter(goesTo(endpointId)) }),
        load: getMany,
        matches: (record) =>
          (tenant === null || record.tenant === tenant) &&
          (endpointId === undefined || record.endpointId === endpointId) &&
          (statuses === undefined || statuses.includes(record.status)),
        limit,
        cursor,
      },
    );
  };

  /** The latest tries of a delivery, first to last, with their answers if these are still kept. */
  const attempts = async (id: string): Promise<DeliveryAttempt[]> => {
    const { event } = placeOfDelivery(id) ?? {};
    const [record, answers, old] = await Promise.all([
      get(id),
      event === undefined ? [] : redis.lrange(keys.eventAnswers(event), 0, -1),
      redis.lrange(keys.oldAttempts(id), 0, -1),
    ]);
    const kept = answers.map((text) => JSON.parse(text) as KeptAnswer);
    const earlier = old.map((text) => JSON.parse(text) as DeliveryAttempt);
    return [...earlier, ...(record?.tries ?? []).map((_try, index) => attemptOf(record!, index, kept))];
  };

  /** The details of one delivery besides its record. */
  const detail = async (id: string): Promise<DeliveryDetail> => {
    const [tries, text] = await Promise.all([attempts(id), body(id)]);
    return { attempts: tries, body: text ?? '' };
  };

  /** Records the result of a try and its effect on the endpoint, which it may disable. `stale`: another notifier recorded that try. */
  const settle = async (
    delivery: DeliveryRecord,
    outcome: TryOutcome,
  ): Promise<{ outcome: 'settled' | 'stale' | 'missing'; endpointDisabled: boolean }> => {
    const { attempt, url } = outcome;
    const kept: KeptAnswer = {
      receiver: placeOfDelivery(delivery.id)!.receiver,
      attempt: attempt.attempt,
      // What can be derived from the status is not stored.
      ...(attempt.status === null && { error: attempt.error }),
      ...(attempt.response && { response: attempt.response }),
    };
    const answer = await run('settle_delivery', {
      now: now(),
      id: delivery.id,
      attempt: attempt.attempt,
      status: outcome.status,
      next_at: outcome.nextAt,
      try: encodeTry(attempt, delivery.createdAt),
      kept: JSON.stringify(kept),
      timeline: JSON.stringify(outcome.timeline),
      url,
      shown_url: delivery.endpointId === null || delivery.isOwnToo ? delivery.url : shownUrl(url),
      says: outcome.says,
      disable_after: outcome.disableAfterMs,
      apart: outcome.disableAfterMs * APART,
    });
    return { outcome: answer.code, endpointDisabled: answer.code === 'settled' && answer.disabled };
  };

  /** Postpones a taken delivery to an instant (ms), without a try. */
  const putOff = async (id: string, at: number): Promise<void> => {
    await run('put_off_delivery', { now: now(), id, at: Math.ceil(at) });
  };

  /** Ends pending ones to an endpoint that was disabled or deleted; others are not changed. */
  const refuse = async (ids: string[], why: string): Promise<void> => {
    await run('refuse_deliveries', { now: now(), ids, at: new Date(now()).toISOString(), why });
  };

  /** The same for all to an endpoint, among the tenant's latest. Older ones are ended by their own next pass. */
  const refuseAllOf = async ({ tenant, id }: { tenant: Tenant; id: EndpointId }, why: string): Promise<void> => {
    for (let start = 0; start < MOST_LOOKED_AT; start += LOOKED_AT_ONCE) {
      const listed = await redis.zrevrange(keys.tenantDeliveries(tenant), start, start + LOOKED_AT_ONCE - 1);
      const ids = listed.filter(goesTo(id));
      for (let done = 0; done < ids.length; done += CHUNK) await refuse(ids.slice(done, done + CHUNK), why);
      if (listed.length < LOOKED_AT_ONCE) return;
    }
  };

  /** Sends again under the same `webhook-id`, with a fresh round of tries; a pending one at once. */
  const redeliver = async (id: string, by: By = {}): Promise<'pending' | 'replayed' | 'closed' | 'missing'> => {
    const idempotency = encodeIdempotency(by.idempotency, randomUUID(), ENDPOINT_KEYS_KEPT_MS);
    const audit = auditNote(by.author, { action: 'delivery.redeliver', target: { type: 'delivery', id } });
    return unlessReused(await run('redeliver', { now: now(), id, idempotency, audit })).code;
  };

  /** Converts a delivery of an earlier version to the present form; it continues from its state. */
  const adopt = async (id: string): Promise<void> => {
    await run('adopt_deliveries', { now: now(), ids: [id] });
  };

  /** The same for overdue ones, at most this many. Returns their number. */
  const adoptOverdue = async (most: number): Promise<number> => (await run('adopt_deliveries', { now: now(), most })).ids.length;

  /** Takes due deliveries, in turn between tenants: see `take_deliveries.lua`. */
  const take = async (asked: { places: number; limit: number; held: ReadonlyMap<string, number>; leaseMs: number }): Promise<Taken> => {
    const { places, limit, leaseMs } = asked;
    const operation = { now: now(), places, limit, held: Object.fromEntries(asked.held), lease: leaseMs };
    const { taken, next_at: nextAt, more } = await run('take_deliveries', operation);
    return { taken, nextAt, isMoreDue: more };
  };

  return {
    open,
    get,
    getMany,
    body,
    ofJob,
    list,
    attempts,
    detail,
    settle,
    putOff,
    refuse,
    refuseAllOf,
    redeliver,
    adopt,
    adoptOverdue,
    take,
  };
}

/** The id of a delivery contains its endpoint. */
function goesTo(endpoint: EndpointId): (id: string) => boolean {
  const end = `_${receiverPart('endpoint', endpoint)}`;
  return (id) => id.endsWith(end);
}

/** A hostile tenant's fifty long URLs must not be stored with every event. */
function shownUrl(url: string): string {
  return url.length <= MOST_SHOWN ? url : `${url.slice(0, MOST_SHOWN - 1)}…`;
}
