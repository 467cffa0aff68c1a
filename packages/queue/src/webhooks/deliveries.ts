import { randomUUID } from 'node:crypto';

import type { BatchId, DeliveryAttempt, DeliveryId, DeliveryStatus, EndpointId, JobId, Tenant, TimelineEntry } from '@darkroom/contracts';
import { auditNote } from '../audit/author.ts';
import type { By } from '../audit/by.ts';
import { NEWEST_FORMAT, type StorageFormat } from '../redis/format.ts';
import { packBody } from '../records/packed/body-text.ts';
import {
  decodeDelivery,
  encodeTry,
  placeOfDelivery,
  shortAnswer,
  type DeliveryRecord,
  type KeptAnswer,
} from '../records/delivery-record.ts';
import { toEventId } from '../records/event-order.ts';
import { encodeIdempotency, ENDPOINT_KEYS_KEPT_MS, unlessReused } from '../idempotency/idempotency.ts';
import { createDeliveryLog, goesTo, type DeliveryLogDeps } from './delivery-log.ts';
import { decodeListed, findJobOf } from './listed-delivery.ts';
import { receiverPart, type NewDeliveries } from './receivers.ts';

/** Events on their way to receivers: opened, tried until accepted, and kept to be viewed and sent again. */
export type Deliveries = ReturnType<typeof createDeliveries>;

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

/** A process may begin the first tries of as many deliveries; each comes back after the lease. */
export type Begins = { places: number; leaseMs: number };

/**
 * `begun`: this process makes the first try now. `added`: to an event that had deliveries before. `closed`: its endpoint is disabled or deleted. `lost`: the
 * log does not have the event.
 */
export type OpenOutcome = 'opened' | 'added' | 'begun' | 'exists' | 'closed' | 'lost';

/** `notifier`, `token`: name the process and this command, so that a repeated one has the same answer. */
export type Taking = { places: number; limit: number; held: ReadonlyMap<string, number>; leaseMs: number; notifier: string; token: string };

/** A delivery that is due; its record, unless it was removed meanwhile. */
export type Due = { id: string; tenant: Tenant; record: DeliveryRecord | undefined };

/** `nextAt` (ms): when the next one becomes due. `isLineLeft`: others are due now. */
export type Taken = { taken: Due[]; nextAt: number | null; isMoreDue: boolean; isLineLeft: boolean };

/** `packed`: the deliveries of those of these jobs that are packed; absent: no job is. */
export type DeliveriesDeps = Omit<DeliveryLogDeps, 'packed'> &
  Partial<Pick<DeliveryLogDeps, 'packed'>> & { format?: StorageFormat | undefined };

export function createDeliveries(deps: DeliveriesDeps) {
  const { redis, keys, run, now, format = NEWEST_FORMAT } = deps;
  const readDeps = { packed: async () => new Map(), ...deps };

  /**
   * Stores the deliveries of some events in one step; they are due at once. Safe to repeat. With `begins` they may be given to this process, which then
   * makes the first tries at once. `isLogged`: they were read from the log, so they are in it, unless another Redis has taken over meanwhile and
   * never had them. `at` (ms): when they were opened.
   */
  const openAll = async (
    events: NewDeliveries[],
    begins?: Begins,
    { isLogged = false } = {},
  ): Promise<{ at: number; outcomes: OpenOutcome[][] }> => {
    const at = now();
    const { outcomes } = await run(
      'open_deliveries',
      {
        now: at,
        events: events.map(({ body: _body, trace: _trace, receivers, ...event }) => ({
          ...event,
          receivers: receivers.map((receiver) => [
            receiverPart(event.about, receiver.endpointId),
            storedUrl(receiver),
            receiver.isOwnToo ? '+' : '-',
          ]),
        })),
        begins: begins && { places: begins.places, lease: begins.leaseMs },
        logged: isLogged ? true : undefined,
      },
      ...events.map(({ body }) => packBody(body, format)),
    );
    let read = 0;
    return { at, outcomes: events.map(({ receivers }) => receivers.map(() => outcomes[read++]!)) };
  };

  /** The same for one event. `closed`: its endpoint is disabled or deleted. */
  const open = async (event: NewDeliveries): Promise<('opened' | 'exists' | 'closed' | 'lost')[]> => {
    if (event.receivers.length === 0) return [];
    const { outcomes } = await openAll([event]);
    return outcomes[0]!.map((outcome) => (outcome === 'added' || outcome === 'begun' ? 'opened' : outcome));
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
      short: shortAnswer(attempt),
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
      const ids = listed.map((member) => decodeListed(member).id).filter(goesTo(id));
      for (let done = 0; done < ids.length; done += CHUNK) await refuse(ids.slice(done, done + CHUNK), why);
      if (listed.length < LOOKED_AT_ONCE) return;
    }
  };

  /** Sends again under the same `webhook-id`, with a fresh round of tries; a pending one at once. */
  const redeliver = async (id: string, by: By = {}): Promise<'pending' | 'replayed' | 'closed' | 'missing'> => {
    const idempotency = encodeIdempotency(by.idempotency, randomUUID(), ENDPOINT_KEYS_KEPT_MS);
    const audit = auditNote(by.author, { action: 'delivery.redeliver', target: { type: 'delivery', id } });
    const { code } = unlessReused(await run('redeliver', { now: now(), id, idempotency, audit }));
    const job = code === 'missing' ? await findJobOf(deps, id) : null;
    if (job === null) return code;
    // It may be packed with its job: that is unpacked for this.
    return unlessReused(await run('redeliver', { now: now(), id, job, idempotency, audit })).code;
  };

  /** Converts a delivery of an earlier version to the present form; it continues from its state. */
  const adopt = async (id: string): Promise<void> => {
    await run('adopt_deliveries', { now: now(), ids: [id] });
  };

  /** The same for overdue ones, at most this many. Returns their number. */
  const adoptOverdue = async (most: number): Promise<number> => (await run('adopt_deliveries', { now: now(), most })).ids.length;

  /** Takes due deliveries, in turn between tenants: see `take_deliveries.lua`. */
  const take = async ({ leaseMs, held, ...asked }: Taking): Promise<Taken> => {
    const operation = { now: now(), ...asked, held: Object.fromEntries(held), lease: leaseMs };
    const answer = await run('take_deliveries', operation);
    const taken = answer.taken.map(({ id, packed, ...head }) => ({
      id,
      tenant: head.tenant,
      record: packed === '' ? undefined : decodeDelivery(id, packed, head),
    }));
    return { taken, nextAt: answer.next_at, isMoreDue: answer.more, isLineLeft: answer.waiting };
  };

  return {
    ...createDeliveryLog(readDeps),
    open,
    openAll,
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

/** The record of a delivery that was just opened. */
export function toDeliveryRecord(event: NewDeliveries, receiver: NewDeliveries['receivers'][number], createdAt: number): DeliveryRecord {
  const { endpointId, isOwnToo = false } = receiver;
  return {
    id: `dlv_${event.event.replace('-', '_')}_${receiverPart(event.about, endpointId)}` as DeliveryId,
    eventId: toEventId(event.event),
    eventType: event.type,
    tenant: event.tenant,
    jobId: event.about === 'job' ? (event.subject as JobId) : null,
    batchId: event.about === 'batch' ? (event.subject as BatchId) : null,
    endpointId,
    isOwnToo,
    url: storedUrl(receiver),
    status: 'pending',
    attempts: 0,
    roundFrom: 0,
    nextAt: null,
    createdAt,
    finishedAt: null,
    tries: [],
  };
}

function storedUrl({ url, endpointId, isOwnToo }: NewDeliveries['receivers'][number]): string {
  return endpointId === null || isOwnToo ? url : shownUrl(url);
}

/** A hostile tenant's fifty long URLs must not be stored with every event. */
function shownUrl(url: string): string {
  return url.length <= MOST_SHOWN ? url : `${url.slice(0, MOST_SHOWN - 1)}…`;
}
