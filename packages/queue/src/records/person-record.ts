import type { PersonRole, Tenant } from '@darkroom/contracts';

import { readNumber, type Fields } from '../redis/fields.ts';

/** A person of the dashboard in Redis. Instants in ms. */
export type PersonRecord = {
  id: string;
  name: string;
  role: PersonRole;
  /** The only tenants that they see; null: all. */
  tenants: Tenant[] | null;
  /** By these a provider of identities shows who they are; the subject, `issuer subject`, is noted at the first login with the address. */
  email: string | null;
  subject: string | null;
  /** A hash of the password. */
  password: string | null;
  /** The SHA-256 of a code with which a password can be set once, and until when. */
  setup: string | null;
  setupUntil: number | null;
  createdAt: number;
  changedAt: number;
  loginAt: number | null;
  disabledAt: number | null;
  /** Changes with each change; compared before the next. */
  version: string;
};

/** The fields that change; absent ones stay. */
export type PersonUpdate = {
  [Field in 'role' | 'tenants' | 'email' | 'subject' | 'password' | 'setup' | 'setupUntil' | 'disabledAt']?:
    | PersonRecord[Field]
    | undefined;
};

const ALL_TENANTS = '*';

export function decodePerson(id: string, fields: Fields): PersonRecord {
  return {
    id,
    name: fields['name']!,
    role: fields['role'] as PersonRole,
    tenants: decodeTenants(fields['tenants'] ?? ''),
    email: fields['email'] ?? null,
    subject: fields['subject'] ?? null,
    password: fields['password'] ?? null,
    setup: fields['setup'] ?? null,
    setupUntil: readNumber(fields['setup_until']),
    createdAt: Number(fields['created_at']),
    changedAt: Number(fields['changed_at']),
    loginAt: readNumber(fields['login_at']),
    disabledAt: readNumber(fields['disabled_at']),
    version: fields['version']!,
  };
}

/** The empty text removes a field. */
export function encodePerson({ tenants, setupUntil, disabledAt, ...texts }: PersonUpdate): Fields {
  const given = Object.entries(texts).flatMap(([field, value]) => (value === undefined ? [] : [[field, value ?? ''] as const]));
  return {
    ...Object.fromEntries(given),
    ...(tenants !== undefined && { tenants: tenants === null ? ALL_TENANTS : tenants.join(' ') }),
    ...(setupUntil !== undefined && { setup_until: instant(setupUntil) }),
    ...(disabledAt !== undefined && { disabled_at: instant(disabledAt) }),
  };
}

/** No text is no tenant at all. */
export function decodeTenants(text: string): Tenant[] | null {
  if (text === ALL_TENANTS) return null;
  return text === '' ? [] : text.split(' ');
}

function instant(ms: number | null): string {
  return ms === null ? '' : String(Math.floor(ms));
}
