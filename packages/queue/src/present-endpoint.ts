import type { Endpoint } from '@darkroom/contracts';

import type { EndpointRecord } from './endpoint-record.ts';

/** An endpoint as the API, the events and the webhooks show it, at `now` (ms). */
export function presentEndpoint(record: EndpointRecord, now: number): Endpoint {
  const { disabled, previousUntil } = record;
  return {
    id: record.id,
    object: 'endpoint',
    url: record.url,
    events: record.events,
    description: record.description,
    metadata: record.metadata,
    status: record.status,
    disabled: disabled && { reason: disabled.reason, at: text(disabled.at) },
    previous_secret_expires_at: previousUntil !== null && previousUntil > now ? text(previousUntil) : null,
    last_success_at: textOrNull(record.lastSuccessAt),
    failing_since: textOrNull(record.failingSince),
    created_at: text(record.createdAt),
    updated_at: text(record.updatedAt),
  };
}

function text(instant: number): string {
  return new Date(instant).toISOString();
}

function textOrNull(instant: number | null): string | null {
  return instant === null ? null : text(instant);
}
