import { randomUUID } from 'node:crypto';

import type { DeliveryAttempt, DeliveryStatus, EndpointId, JobId, Tenant, TimelineEntry } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { RunCommand } from './commands.ts';
import { decodeDelivery, encodeNewDelivery, type DeliveryRecord, type NewDelivery } from './delivery-record.ts';
import type { Keys } from './keys.ts';
import { encodeOnce, isReplayed, ONCE_FOR_ENDPOINTS_MS, type Once } from './once.ts';
import { readPage, type Page } from './page.ts';
import { readHashes } from './read-hashes.ts';
import type { Reminders } from './reminders.ts';

/** Events on their way to receivers: opened, tried until heard, and kept to be looked at and sent again. */
export type Deliveries = ReturnType<typeof createDeliveries>;

export type DeliveryFilter = {
  tenant: Tenant;
  jobId?: JobId | undefined;
  endpointId?: EndpointId | undefined;
  status?: DeliveryStatus | undefined;
  limit: number;
  cursor?: string | undefined;
};

/** What a try came to. */
export type TryOutcome = {
  status: DeliveryStatus;
  nextAt?: number;
  attempt: DeliveryAttempt;
  timeline: TimelineEntry;
  /** Where it was sent. */
  url: string;
  /** What it says of the endpoint; absent when the fault was ours. */
  says?: 'well' | 'failing' | 'gone';
  /** How long nothing may succeed until the endpoint is disabled, in ms. */
  disableAfterMs: number;
};

/** How late a try may be before the sweep looks whether its reminder was lost. */
const OVERDUE_MS = 60_000;
/** The same for what somebody sends again: its old reminder may be ending at this very moment, and then a new one is needed soon. */
const SENT_AGAIN_OVERDUE_MS = 5_000;
/** A part of `disableAfterMs`: the failures of two events must lie so far apart. One failure of a quiet endpoint is none. */
const APART = 0.1;
/** Deliveries ended by one command. */
const CHUNK = 200;

export function createDeliveries(deps: { redis: Redis; keys: Keys; run: RunCommand; reminders: Reminders; now: () => number }) {
  const { redis, keys, run, reminders, now } = deps;

  /** Stores a delivery and reminds of it. Opening it again changes nothing. `closed`: its endpoint is disabled or deleted. */
  const open = async (delivery: NewDelivery): Promise<'opened' | 'exists' | 'closed'> => {
    const fields = encodeNewDelivery(delivery, now());
    const { code } = await run('open_delivery', { now: now(), id: delivery.id, fields, due: now() + OVERDUE_MS });
    if (code !== 'closed') await reminders.add('delivery', { id: delivery.id, run: 0 });
    return code as 'opened' | 'exists' | 'closed';
  };

  const get = async (id: string): Promise<DeliveryRecord | null> => (await getMany([id]))[0] ?? null;

  /** Those of these ids that exist, in the given order. */
  const getMany = async (ids: string[]): Promise<DeliveryRecord[]> => {
    const hashes = await readHashes(redis, ids.map(keys.delivery));
    return ids.flatMap((id, index) => ('status' in hashes[index]! ? [decodeDelivery(id, hashes[index])] : []));
  };

  /** A job's deliveries in the order of their events. */
  const ofJob = async (jobId: string): Promise<DeliveryRecord[]> => getMany(await redis.zrange(keys.deliveries(jobId), 0, '-1'));

  /** A tenant's deliveries, newest first, and where to go on. @throws CursorError when the cursor is not one of ours */
  const list = async ({ tenant, jobId, endpointId, status, limit, cursor }: DeliveryFilter): Promise<Page<DeliveryRecord>> => {
    const owner = jobId ?? endpointId;
    return readPage(redis, {
      index: owner === undefined ? keys.tenantDeliveries(tenant) : keys.deliveries(owner),
      load: getMany,
      matches: (record) =>
        record.tenant === tenant &&
        (endpointId === undefined || record.endpointId === endpointId) &&
        (status === undefined || record.status === status),
      limit,
      cursor,
    });
  };

  /** The tries of a delivery, first to last. */
  const attempts = async (id: string): Promise<DeliveryAttempt[]> =>
    (await redis.lrange(keys.attempts(id), 0, -1)).map((entry) => JSON.parse(entry) as DeliveryAttempt);

  /**
   * Records what a try came to, and what that says of the endpoint: it may disable it. `stale`: another notifier recorded that try.
   */
  const settle = async (
    delivery: DeliveryRecord,
    outcome: TryOutcome,
  ): Promise<{ outcome: 'settled' | 'stale' | 'missing'; endpointDisabled: boolean }> => {
    const answer = await run('settle_delivery', {
      now: now(),
      id: delivery.id,
      attempt: outcome.attempt.attempt,
      status: outcome.status,
      next_at: outcome.nextAt === undefined ? undefined : String(outcome.nextAt),
      due: outcome.nextAt === undefined ? undefined : outcome.nextAt + OVERDUE_MS,
      entry: JSON.stringify(outcome.attempt),
      timeline: JSON.stringify(outcome.timeline),
      url: outcome.url,
      says: outcome.says,
      disable_after: outcome.disableAfterMs,
      apart: outcome.disableAfterMs * APART,
    });
    return { outcome: answer.code as 'settled' | 'stale' | 'missing', endpointDisabled: answer.rest[0] === 'disabled' };
  };

  /** Ends those that are still pending to an endpoint that was disabled or deleted; others are left as they are. */
  const refuse = async (ids: string[], why: string): Promise<void> => {
    await run('refuse_deliveries', { now: now(), ids, at: new Date(now()).toISOString(), why });
  };

  /** The same for all in the endpoint's list. What no list reaches back to is ended by its own next pass. */
  const refuseAllOf = async (endpointId: EndpointId, why: string): Promise<void> => {
    for (let start = 0; ; start += CHUNK) {
      const ids = await redis.zrevrange(keys.deliveries(endpointId), start, start + CHUNK - 1);
      if (ids.length > 0) await refuse(ids, why);
      if (ids.length < CHUNK) return;
    }
  };

  /** Sends again under the same `webhook-id`, with a fresh round of tries; a pending one at once. */
  const redeliver = async (id: string, once?: Once): Promise<'pending' | 'replayed' | 'closed' | 'missing'> => {
    const keyed = encodeOnce(once, randomUUID(), ONCE_FOR_ENDPOINTS_MS);
    const answer = await run('redeliver', { now: now(), id, due: now() + SENT_AGAIN_OVERDUE_MS, once: keyed });
    if (isReplayed(answer)) return 'replayed';
    if (answer.code === 'pending') await reminders.ensure('delivery', { id, run: 0 });
    return answer.code as 'pending' | 'closed' | 'missing';
  };

  return { open, get, getMany, ofJob, list, attempts, settle, refuse, refuseAllOf, redeliver };
}
