import { createHmac, scryptSync } from 'node:crypto';

import { hashPassword } from '../passwords/hash-password.ts';
import type { Person } from './person.ts';

/**
 * The first administrator, from `DASHBOARD_USER` and `DASHBOARD_PASSWORD`. Nothing in the dashboard changes or removes them. `mark` follows from both
 * settings, the same in every process: sessions with another mark have ended.
 */
export type SettingsPerson = { person: Person; hash: Promise<string>; mark: string };

export function readSettingsPerson(settings: Settings): SettingsPerson {
  if (latest?.settings.user !== settings.user || latest.settings.password !== settings.password) {
    latest = { settings, found: derive(settings) };
  }
  return latest.found;
}

type Settings = { user: string; password: string };

/** To derive both takes 80 ms of a core, and a process of tests makes a dashboard again and again. */
let latest: { settings: Settings; found: SettingsPerson } | undefined;

function derive({ user, password }: Settings): SettingsPerson {
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
