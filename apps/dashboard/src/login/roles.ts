import type { Call } from '@darkroom/api/http/handler';
import { PersonRole } from '@darkroom/contracts';

/** What people may do. Each role includes those before it. */
export const ROLES = PersonRole.options;
export type Role = PersonRole;

/** Calls that do not follow the rule of their kind. */
const OTHERWISE: Record<string, Role> = {
  'GET /v1/webhook-secret': 'admin',
  'POST /v1/deliveries/:id/redeliver': 'operator',
  'POST /v1/endpoints/:id/test': 'operator',
  'POST /v1/endpoints/:id/recover': 'operator',
};

/** The least role that may make a call: viewers read, operators act on jobs and deliveries, admins do the rest. */
export function roleFor({ name, scope }: Call): Role {
  const otherwise = OTHERWISE[name];
  if (otherwise !== undefined) return otherwise;
  if (name.startsWith('GET ')) return 'viewer';
  return scope === 'submit' || scope === 'manage' ? 'operator' : 'admin';
}

/** Whether one role includes another. */
export function includes(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
