import type { Endpoint } from '@darkroom/contracts';

import type { EndpointRecord } from '../records/endpoint-record.ts';
import { instantText, instantTextOrNull } from './instant-text.ts';

/** An endpoint as the API, the events and the webhooks show it, at `now` (ms). */
export function presentEndpoint(record: EndpointRecord, now: number): Endpoint {
  const { disabled, previousUntil } = record;
  return {
    id: record.id,
    object: 'endpoint',
    tenant: record.tenant,
    url: record.url,
    events: record.events,
    description: record.description,
    metadata: record.metadata,
    status: record.status,
    disabled: disabled && { reason: disabled.reason, at: instantText(disabled.at) },
    previous_secret_expires_at: previousUntil !== null && previousUntil > now ? instantText(previousUntil) : null,
    last_success_at: instantTextOrNull(record.lastSuccessAt),
    failing_since: instantTextOrNull(record.failingSince),
    created_at: instantText(record.createdAt),
    updated_at: instantText(record.updatedAt),
  };
}
