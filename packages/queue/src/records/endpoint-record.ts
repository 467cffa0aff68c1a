import type { DisabledReason, EndpointId, Tenant, EventPattern } from '@darkroom/contracts';

import { readJson, readNumber, type Fields } from '../redis/fields.ts';

/** An endpoint in Redis, without its secrets. Instants in ms. */
export type EndpointRecord = {
  id: EndpointId;
  tenant: Tenant;
  url: string;
  /** null: the default set. */
  events: EventPattern[] | null;
  description: string | null;
  metadata: Record<string, unknown> | null;
  status: 'enabled' | 'disabled';
  disabled: { reason: DisabledReason; at: number } | null;
  /** Until when webhooks also carry a signature with the previous secret. */
  previousUntil: number | null;
  lastSuccessAt: number | null;
  failingSince: number | null;
  createdAt: number;
  updatedAt: number;
};

/** Sealed: readable only with the operator's key. */
export type SealedSecrets = { current: string; previous: string | null };

export function decodeEndpoint(id: string, fields: Fields): EndpointRecord {
  const reason = fields['disabled_reason'];
  return {
    id: id as EndpointId,
    tenant: fields['tenant']!,
    url: fields['url']!,
    events: readJson(fields['events']) as EventPattern[] | null,
    description: fields['description'] ?? null,
    metadata: readJson(fields['metadata']) as Record<string, unknown> | null,
    status: fields['status'] as EndpointRecord['status'],
    disabled: reason === undefined ? null : { reason: reason as DisabledReason, at: Number(fields['disabled_at']) },
    previousUntil: readNumber(fields['previous_until']),
    lastSuccessAt: readNumber(fields['last_success_at']),
    failingSince: readNumber(fields['failing']?.split(' ')[0] ?? fields['failing_since']),
    createdAt: Number(fields['created_at']),
    updatedAt: Number(fields['updated_at']),
  };
}
