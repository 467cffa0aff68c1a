import type { DisabledReason, EndpointId, Tenant, WebhookEventType } from '@darkroom/contracts';

import type { RecordFields } from './record.ts';

/** An endpoint as it lies in Redis, but for its secrets. Instants in ms. */
export type EndpointRecord = {
  id: EndpointId;
  tenant: Tenant;
  url: string;
  /** null: the default set. */
  events: WebhookEventType[] | null;
  description: string | null;
  metadata: Record<string, unknown> | null;
  status: 'enabled' | 'disabled';
  disabled: { reason: DisabledReason; at: number } | null;
  /** How long webhooks bear a signature with the secret before, too. */
  previousUntil: number | null;
  lastSuccessAt: number | null;
  failingSince: number | null;
  createdAt: number;
  updatedAt: number;
};

/** Sealed: only who has the operator's key can read them. */
export type SealedSecrets = { current: string; previous: string | null };

export function decodeEndpoint(id: string, fields: RecordFields): EndpointRecord {
  const reason = fields['disabled_reason'];
  return {
    id: id as EndpointId,
    tenant: fields['tenant']!,
    url: fields['url']!,
    events: json(fields['events']) as WebhookEventType[] | null,
    description: fields['description'] ?? null,
    metadata: json(fields['metadata']) as Record<string, unknown> | null,
    status: fields['status'] as EndpointRecord['status'],
    disabled: reason === undefined ? null : { reason: reason as DisabledReason, at: Number(fields['disabled_at']) },
    previousUntil: instant(fields['previous_until']),
    lastSuccessAt: instant(fields['last_success_at']),
    failingSince: instant(fields['failing_since']),
    createdAt: Number(fields['created_at']),
    updatedAt: Number(fields['updated_at']),
  };
}

function instant(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

function json(text: string | undefined): unknown {
  return text === undefined ? null : JSON.parse(text);
}
