import { createHmac, scryptSync } from 'node:crypto';

import { hashPassword } from '../passwords/hash-password.ts';
import type { Person } from './person.ts';

/**
 * The first administrator, from `DASHBOARD_USER` and `DASHBOARD_PASSWORD`. Nothing in the dashboard changes or removes them. `mark` follows from both
 * settings, the same in every process: sessions with another mark have ended.
 */
export type SettingsPerson = { person: Person; hash: Promise<string>; mark: string };

export function readSettingsPerson({ user, password }: { user: string; password: string }): SettingsPerson {
  const key = scryptSync(password, `darkroom-dashboard:${user}`, 32);
  return {
    person: { name: user, role: 'admin', tenants: null },
    hash: hashPassword(password),
    mark: createHmac('sha256', key).update('sessions').digest('base64url'),
  };
}

/** Names are the same whatever their capitals: the audit could not distinguish a stored person with this name, so they cannot log in. */
export function isSettingsName({ person }: SettingsPerson, name: string): boolean {
  return person.name.toLowerCase() === name.toLowerCase();
}
