import type { DeliveryId, EventId, JobId, Tenant, TimelineEntry, WebhookEventType } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { RunCommand } from './commands.ts';
import type { Keys } from './keys.ts';
import type { Reminders } from './reminders.ts';

/** One event on its way to one endpoint. Instants in ms. */
export type Delivery = {
  id: DeliveryId;
  eventId: EventId;
  eventType: WebhookEventType;
  tenant: Tenant;
  jobId: JobId;
  url: string;
  /** The exact bytes sent at every try. */
  body: string;
  status: DeliveryStatus;
  /** Tries made. */
  attempts: number;
  nextAt: number | null;
  createdAt: number;
};

/** `failed`: its tries are used up; `refused`: the endpoint said 410, or its address may not be called. */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'refused';

/** One try: what was answered (or `error`), and how long it took. */
export type DeliveryAttempt = {
  at: string;
  attempt: number;
  status: number | null;
  duration_ms: number;
  error: string | null;
  response: string | null;
};

export type Deliveries = ReturnType<typeof createDeliveries>;

/** How late a try may be before the sweep looks whether its reminder was lost. */
const OVERDUE_MS = 60_000;

export function createDeliveries(deps: { redis: Redis; keys: Keys; run: RunCommand; reminders: Reminders; now: () => number }) {
  const { redis, keys, run, now } = deps;

  /** Stores a delivery and reminds of it. Opening it again changes nothing. */
  const open = async (delivery: Omit<Delivery, 'status' | 'attempts' | 'nextAt' | 'createdAt'>): Promise<void> => {
    const fields = {
      event_id: delivery.eventId,
      event_type: delivery.eventType,
      tenant: delivery.tenant,
      job_id: delivery.jobId,
      url: delivery.url,
      body: delivery.body,
      status: 'pending',
      created_at: String(now()),
    };
    await run('open_delivery', { now: now(), id: delivery.id, job_id: delivery.jobId, fields, due: now() + OVERDUE_MS });
    await deps.reminders.add('delivery', { id: delivery.id, run: 0 });
  };

  const get = async (id: string): Promise<Delivery | null> => {
    const fields = await redis.hgetall(keys.delivery(id));
    return fields['status'] === undefined ? null : decodeDelivery(id, fields);
  };

  /** A job's deliveries in the order of their events. */
  const ofJob = async (jobId: string): Promise<Delivery[]> => {
    const ids = await redis.lrange(keys.deliveries(jobId), 0, -1);
    const found = await Promise.all(ids.map(get));
    return found.filter((delivery) => delivery !== null);
  };

  /** The tries of a delivery, first to last. */
  const attempts = async (id: string): Promise<DeliveryAttempt[]> =>
    (await redis.lrange(keys.attempts(id), 0, -1)).map((entry) => JSON.parse(entry) as DeliveryAttempt);

  /** Records what a try came to. `stale`: another notifier recorded that try. */
  const settle = async (
    delivery: Delivery,
    outcome: { status: DeliveryStatus; nextAt?: number; attempt: DeliveryAttempt; timeline: TimelineEntry },
  ): Promise<'settled' | 'stale' | 'missing'> => {
    const answer = await run('settle_delivery', {
      now: now(),
      id: delivery.id,
      attempt: outcome.attempt.attempt,
      status: outcome.status,
      next_at: outcome.nextAt === undefined ? undefined : String(outcome.nextAt),
      due: outcome.nextAt === undefined ? undefined : outcome.nextAt + OVERDUE_MS,
      entry: JSON.stringify(outcome.attempt),
      timeline: JSON.stringify(outcome.timeline),
    });
    return answer.code as 'settled' | 'stale' | 'missing';
  };

  return { open, get, ofJob, attempts, settle };
}

function decodeDelivery(id: string, fields: Record<string, string>): Delivery {
  return {
    id: id as DeliveryId,
    eventId: fields['event_id'] as EventId,
    eventType: fields['event_type'] as WebhookEventType,
    tenant: fields['tenant']!,
    jobId: fields['job_id'] as JobId,
    url: fields['url']!,
    body: fields['body']!,
    status: fields['status'] as DeliveryStatus,
    attempts: Number(fields['attempts'] ?? 0),
    nextAt: fields['next_at'] ? Number(fields['next_at']) : null,
    createdAt: Number(fields['created_at']),
  };
}
