import type { Difference, EventId, Tenant, WebhookEventType } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { decodeBatch, type BatchRecord } from './batch-record.ts';
import { decodeBudget, type BudgetRecord } from './budget-record.ts';
import { instantOf, toEventId } from './event-order.ts';
import { decodeEndpoint, type EndpointRecord } from './endpoint-record.ts';
import type { Keys } from '../redis/keys.ts';
import { toFields, type Fields } from '../redis/fields.ts';
import { UnknownPackingError, unpackEvent } from './packed/packed-event.ts';
import { decodeReconciliation, type ReconciliationRecord } from './reconciliation-record.ts';
import { readRequests } from './packed/read-texts.ts';
import { decodeRecord, type JobRecord } from './job/record.ts';

/** An event with its subject in the state right after it. `at` in ms; the id is its place in the log. */
export type StoredEvent = JobEvent | BatchEvent | EndpointEvent | BudgetEvent | ReconciliationEvent;

/** One transition of a job. */
export type JobEvent = EventHead & { about: 'job'; record: JobRecord };

/** A batch is completed. Unlike a job's, its entry contains everything. */
export type BatchEvent = EventHead & { about: 'batch'; batch: BatchRecord };

/** An endpoint was disabled, or is tested. Its entry contains everything, too. */
export type EndpointEvent = EventHead & { about: 'endpoint'; endpoint: EndpointRecord };

/** A reconciliation found differences. Its entry contains everything. */
export type ReconciliationEvent = EventHead & { about: 'reconciliation'; reconciliation: ReconciliationRecord };

/** A budget is nearly or entirely used up. Its entry contains everything, too. */
export type BudgetEvent = EventHead & { about: 'budget'; budget: BudgetRecord };

type EventHead = { id: EventId; type: WebhookEventType; at: number; tenant: Tenant };

/** A stream entry as Redis returns it. */
export type StreamEntry = [id: string, flat: string[]];

/** Decodes entries and reads the constant parts of their records. An event of a job that retention has removed is left out. */
export async function decodeEvents(redis: Redis, keys: Keys, entries: StreamEntry[]): Promise<StoredEvent[]> {
  if (entries.length === 0) return [];
  return decodeUnpacked(
    { redis, keys },
    entries.map(([id, flat]) => ({ id, fields: unpackEvent(toFields(flat)) })),
  );
}

/**
 * The same for readers that only show events, beside processes of a later version. A field that this version does not know is left out, as is an event
 * that is packed in another way. A webhook is not sent without them, see `decodeEvents`.
 */
export async function decodeShownEvents(redis: Redis, keys: Keys, entries: StreamEntry[]): Promise<StoredEvent[]> {
  if (entries.length === 0) return [];
  const unpacked = entries.flatMap(([id, flat]) => {
    try {
      return [{ id, fields: unpackEvent(toFields(flat), { isLenient: true }) }];
    } catch (error) {
      if (error instanceof UnknownPackingError) return [];
      throw error;
    }
  });
  return decodeUnpacked({ redis, keys }, unpacked);
}

async function decodeUnpacked(
  { redis, keys }: { redis: Redis; keys: Keys },
  decoded: { id: string; fields: Fields }[],
): Promise<StoredEvent[]> {
  const beside = await readRequests(
    { redis, keys },
    decoded.map(({ fields }) => fields['id']!),
  );
  return decoded.flatMap(({ id, fields }, index): StoredEvent[] => {
    if (fields['about'] === 'batch') return [{ ...decodeHead(id, fields), about: 'batch', batch: decodeBatch(fields) }];
    if (fields['about'] === 'endpoint')
      return [{ ...decodeHead(id, fields), about: 'endpoint', endpoint: decodeEndpoint(fields['id']!, fields) }];
    if (fields['about'] === 'reconciliation') {
      const differences = JSON.parse(fields['differences'] ?? '[]') as Difference[];
      return [
        { ...decodeHead(id, fields), about: 'reconciliation', reconciliation: decodeReconciliation(fields['id']!, fields, differences) },
      ];
    }
    if (fields['about'] === 'budget') return [{ ...decodeHead(id, fields), about: 'budget', budget: decodeBudget(fields) }];
    const texts = beside[index];
    if (!texts) return [];
    const { spec, result } = texts;
    const record = decodeRecord({ ...present(fields), spec, ...(fields['status'] === 'succeeded' && result ? { result } : {}) });
    return [{ ...decodeHead(id, fields), about: 'job', record }];
  });
}

/** Every entry of a job has the same fields, including empty ones. */
function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

function decodeHead(entryId: string, fields: Fields): EventHead {
  const id = toEventId(entryId);
  return {
    id,
    type: fields['event'] as WebhookEventType,
    at: instantOf(id),
    tenant: fields['tenant']!,
  };
}
