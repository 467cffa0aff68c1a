import type { ActorType, AuditAction, AuditChanges, AuditEntry, AuditTargetType, Tenant } from '@darkroom/contracts';

import { toFields } from '../redis/fields.ts';

/** An entry as Redis lists it: its id, and field, value, … */
export type StoredEntry = [id: string, flat: string[]];

/** Decodes an entry of a tenant's audit; of the empty name: of none. */
export function decodeEntry(tenant: Tenant, [id, flat]: StoredEntry): AuditEntry {
  const { actor, actor_id, actor_name, action, target, target_id, ip, request_id, note, changes } = toFields(flat);
  return {
    id: `aud_${id}`,
    object: 'audit_entry',
    at: new Date(Number(id.split('-')[0])).toISOString(),
    tenant: tenant || null,
    // Written by audit.lua from the same types.
    actor: { type: actor as ActorType, id: actor_id!, name: actor_name! },
    action: action as AuditAction,
    target: { type: target as AuditTargetType, id: target_id! },
    ip: ip || null,
    request_id: request_id || null,
    note: note || null,
    changes: JSON.parse(changes!) as AuditChanges,
  };
}
