import { randomUUID } from 'node:crypto';

import type { EndpointId, EventId, EventPattern, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { auditNote, type Author } from '../audit/author.ts';
import type { By } from '../audit/by.ts';
import { originOf } from '../audit/origin.ts';
import type { RunCommand } from '../lua/commands.ts';
import type { Deliveries } from './deliveries.ts';
import type { DeliveryRecord } from '../records/delivery-record.ts';
import { decodeEndpoint, type EndpointRecord, type SealedSecrets } from '../records/endpoint-record.ts';
import { decodeEvents, type StreamEntry } from '../records/event-log.ts';
import { toEventId } from '../records/event-order.ts';
import type { Fields } from '../redis/fields.ts';
import type { Keys } from '../redis/keys.ts';
import { encodeIdempotency, ENDPOINT_KEYS_KEPT_MS, unlessReused } from '../idempotency/idempotency.ts';
import { readPage, type Page } from '../reading/page.ts';
import { tenantsOf } from '../reading/read-tenants.ts';
import { readHashes } from '../reading/read-hashes.ts';
import { deliveryId, newDeliveries } from './receivers.ts';
import { recover, type Recovered } from './recover.ts';

/** The endpoints of tenants. Their secrets are sealed: this package cannot read them. */
export type Endpoints = ReturnType<typeof createEndpoints>;

/** `secret`: sealed. */
export type NewEndpoint = Pick<EndpointRecord, 'id' | 'tenant' | 'url' | 'events' | 'description' | 'metadata'> & { secret: string };

/** A change by its owner; absent fields stay. */
export type EndpointUpdate = {
  [Field in 'url' | 'events' | 'description' | 'metadata']?: NewEndpoint[Field] | undefined;
} & { status?: EndpointRecord['status'] | undefined };

/** `tenant`: null: of all. */
export type EndpointFilter = { tenant: Tenant | null; limit: number; cursor?: string | undefined };

/** The fields of an endpoint that fan-out needs. It gets the events after `after`. */
export type EnabledEndpoint = { id: EndpointId; url: string; events: EventPattern[] | null; after: EventId; secrets: SealedSecrets };

/** An endpoint that was just created, or got a new secret, with that secret (sealed). */
export type MadeEndpoint = { endpoint: EndpointRecord; secret: string; replayed: boolean };

const MOST_ENDPOINTS = 50;

export function createEndpoints(deps: { redis: Redis; keys: Keys; run: RunCommand; deliveries: Deliveries; now: () => number }) {
  const { redis, keys, run, deliveries, now } = deps;

  /**
   * `full`: the tenant has reached its limit. `replayed`: created before under the same idempotency key; `deleted`: it has been removed
   * since. `secret` is its current one.
   */
  const create = async (endpoint: NewEndpoint, { author, idempotency }: By = {}): Promise<MadeEndpoint | 'full' | 'deleted'> => {
    const { id, tenant, secret } = endpoint;
    const at = String(now());
    const fields = { ...encode(endpoint), tenant, secret, status: 'enabled', created_at: at, updated_at: at };
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
    const operation = {
      now: now(),
      id,
      tenant,
      fields: given,
      most: MOST_ENDPOINTS,
      idempotency: encodeIdempotency(idempotency, id, ENDPOINT_KEYS_KEPT_MS),
      audit: auditNote(author, {
        action: 'endpoint.create',
        target: { type: 'endpoint', id },
        changes: { url: { after: originOf(endpoint.url) }, events: { after: endpoint.events } },
      }),
    };
    const answer = unlessReused(await run('create_endpoint', operation));
    switch (answer.code) {
      case 'full':
        return 'full';
      case 'created':
        return { ...secretOf(id, answer.fields), replayed: false };
      case 'replayed':
        return 'secret' in answer.fields ? { ...secretOf(answer.id, answer.fields), replayed: true } : 'deleted';
    }
  };

  const get = async (id: string): Promise<EndpointRecord | null> => (await getMany([id]))[0] ?? null;

  const getMany = async (ids: string[]): Promise<EndpointRecord[]> => {
    const hashes = await readHashes(redis, ids.map(keys.endpoint));
    return ids.flatMap((id, index) => ('status' in hashes[index]! ? [decodeEndpoint(id, hashes[index])] : []));
  };

  /** The endpoints of a tenant, or of all, newest first, with a cursor. @throws CursorError if the cursor is not valid */
  const list = async ({ tenant, limit, cursor }: EndpointFilter): Promise<Page<EndpointRecord>> =>
    readPage({ run, now }, { indexes: (await tenantsOf({ redis, keys }, tenant)).map(keys.endpoints), load: getMany, limit, cursor });

  /** The enabled ones: read for all events that a notifier reads together, so in one command. */
  const enabled = async (tenant: Tenant): Promise<EnabledEndpoint[]> => {
    const { endpoints } = await run('enabled_endpoints', { now: now(), tenant });
    return endpoints.map(({ events, secret, previous, ...endpoint }) => ({
      ...endpoint,
      secrets: { current: secret, previous },
      events: events === null ? null : (JSON.parse(events) as EventPattern[]),
    }));
  };

  /** The URL and secrets for sending; null if the endpoint is disabled or deleted. */
  const forSending = async (id: EndpointId): Promise<{ url: string; secrets: SealedSecrets } | null> => {
    const [status, url, current, previous, until] = await redis.hmget(
      keys.endpoint(id),
      'status',
      'url',
      'secret',
      'previous_secret',
      'previous_until',
    );
    if (status !== 'enabled') return null;
    return { url: url!, secrets: { current: current!, previous: previous && Number(until) > now() ? previous : null } };
  };

  /** null: it no longer exists. Disabling ends pending deliveries; enabling clears earlier failures. */
  const change = async (id: EndpointId, update: EndpointUpdate, author?: Author): Promise<EndpointRecord | null> => {
    // The command adds what changed.
    const audit = auditNote(author, { action: 'endpoint.change', target: { type: 'endpoint', id } });
    const answer = await run('change_endpoint', { now: now(), id, set: encode(update), status: update.status, audit });
    if (answer.code === 'missing') return null;
    const changed = decodeEndpoint(id, answer.fields);
    if (update.status === 'disabled') await deliveries.refuseAllOf(changed, 'the endpoint is disabled');
    return changed;
  };

  /** Sets a new secret (sealed). The previous one still signs for `overlapMs`. `secret` is its current one. */
  const rotate = async (id: EndpointId, next: { secret: string; overlapMs: number }, by: By = {}): Promise<MadeEndpoint | null> => {
    const { secret, overlapMs } = next;
    const idempotency = encodeIdempotency(by.idempotency, randomUUID(), ENDPOINT_KEYS_KEPT_MS);
    const at = now();
    const audit = auditNote(by.author, { action: 'endpoint.rotate', target: { type: 'endpoint', id } });
    const operation = { now: at, id, secret, before_until: at + overlapMs, idempotency, audit };
    const answer = unlessReused(await run('rotate_endpoint', operation));
    return answer.code === 'missing' ? null : { ...secretOf(id, answer.fields), replayed: answer.code === 'replayed' };
  };

  const remove = async (id: EndpointId, tenant: Tenant, author?: Author): Promise<void> => {
    const audit = auditNote(author, { action: 'endpoint.delete', target: { type: 'endpoint', id } });
    await run('delete_endpoint', { now: now(), id, tenant, audit });
    await deliveries.refuseAllOf({ id, tenant }, 'the endpoint was deleted');
  };

  /** Publishes `webhook.test` only to this endpoint, in the usual way; the notifier would open the same delivery. */
  const test = async (id: EndpointId, by: By = {}): Promise<{ delivery: DeliveryRecord; replayed: boolean } | 'closed' | 'missing'> => {
    const token = randomUUID();
    const idempotency = encodeIdempotency(by.idempotency, token, ENDPOINT_KEYS_KEPT_MS);
    const audit = auditNote(by.author, { action: 'endpoint.test', target: { type: 'endpoint', id } });
    const operation = { now: now(), id, token, idempotency, audit };
    const answer = unlessReused(await run('test_endpoint', operation));
    if (answer.code === 'closed' || answer.code === 'missing') return answer.code;
    const entryId = answer.event;
    const replayed = answer.code === 'replayed';
    const opened = await deliveries.get(deliveryId({ id: toEventId(entryId), about: 'endpoint' }, id));
    if (opened) return { delivery: opened, replayed };
    const entries = (await redis.xrange(keys.events, entryId, entryId)) as StreamEntry[];
    const [event] = await decodeEvents(redis, keys, entries);
    if (event?.about !== 'endpoint') throw new Error(`The event ${entryId} is not in the log`);
    const [outcome] = await deliveries.open(newDeliveries(event, [{ url: event.endpoint.url, endpointId: id }]));
    if (outcome === 'closed') return 'closed';
    const made = await deliveries.get(deliveryId(event, id));
    return made ? { delivery: made, replayed } : 'missing';
  };

  return {
    create,
    get,
    list,
    enabled,
    forSending,
    change,
    rotate,
    remove,
    test,
    /** Opens or sends again what the endpoint wants from the tenant's feed since an instant (ms) and has not received. */
    recover: (endpoint: EndpointRecord, since: number): Promise<Recovered> => recover({ redis, keys, deliveries }, endpoint, since),
  };
}

/** The empty text removes a field. */
function encode(update: EndpointUpdate): Record<string, string> {
  const { url, events, description, metadata } = update;
  return {
    ...(url !== undefined && { url }),
    ...(events !== undefined && { events: events ? JSON.stringify(events) : '' }),
    ...(description !== undefined && { description: description ?? '' }),
    ...(metadata !== undefined && { metadata: metadata ? JSON.stringify(metadata) : '' }),
  };
}

function secretOf(id: EndpointId, fields: Fields): Omit<MadeEndpoint, 'replayed'> {
  return { endpoint: decodeEndpoint(id, fields), secret: fields['secret']! };
}
