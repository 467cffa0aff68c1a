import type { AuditEntry } from '@darkroom/contracts';

/** Selects entries of the audit. Absent fields match anything; of several values any matches. */
export type AuditFilter = {
  /** The id of an actor. */
  actor?: string | undefined;
  /** The id of a target. */
  target?: string | undefined;
  /** Actions, or all of one kind: `job.*`. */
  actions?: string[] | undefined;
};

export function matchesAudit(entry: AuditEntry, { actor, target, actions }: AuditFilter): boolean {
  return (
    (actor === undefined || entry.actor.id === actor) &&
    (target === undefined || entry.target.id === target) &&
    (actions === undefined || actions.some((asked) => matchesAction(entry.action, asked)))
  );
}

/** Whether entries must be read to decide. */
export function looksAtEntry({ actor, target, actions }: AuditFilter): boolean {
  return [actor, target, actions].some((asked) => asked !== undefined);
}

function matchesAction(action: string, asked: string): boolean {
  return asked.endsWith('.*') ? action.startsWith(asked.slice(0, -1)) : action === asked;
}
