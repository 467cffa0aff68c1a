import type { Actor, AuditAction, AuditChanges, AuditTargetType, Tenant } from '@darkroom/contracts';

import type { AuditNote } from '../lua/commands/shared.ts';

/** Who acts, from where, and with what note. Made where a request is served. */
export type Author = { actor: Actor; ip: string | null; requestId: string | null; note?: string | undefined };

/**
 * What an author does. `tenant`: null if it concerns none; absent if the command reads it. `once`: unique for the action, if the command
 * cannot recognize its own repetition.
 */
export type Deed = {
  tenant?: Tenant | null;
  action: AuditAction;
  target: { type: AuditTargetType; id: string };
  changes?: AuditChanges | undefined;
  once?: string | undefined;
};

/** Longer notes are cut. */
const MOST_NOTE = 1_000;
/** Keys and webhook secrets that somebody pasted into a note. */
const PASTED = /\b(drk_|whsec_)[\w+/=-]{8,}/g;

/** The entry of the audit for a Lua command, which writes it in the step that takes effect. Without an author nobody acts: undefined. */
export function auditNote(author: Author | undefined, { tenant, action, target, changes, once }: Deed): AuditNote | undefined {
  if (!author) return undefined;
  const { actor, ip, requestId, note } = author;
  return {
    tenant: tenant === null ? '' : tenant,
    actor: actor.type,
    actor_id: actor.id,
    actor_name: actor.name,
    action,
    target: target.type,
    target_id: target.id,
    ip: ip ?? '',
    request_id: requestId ?? '',
    note: note?.replace(PASTED, '$1…').slice(0, MOST_NOTE) ?? '',
    changes: JSON.stringify(changes ?? {}),
    once,
  };
}
