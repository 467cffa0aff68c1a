import type { ListedSession, PersonRecord } from '@darkroom/queue';

import type { Role } from '../login/roles.ts';

/** A person as pages show them. */
export type ShownPerson = {
  id: string;
  name: string;
  role: Role;
  tenants: string[] | null;
  email: string | null;
  /** Who they are at the provider of identities, once that is known. */
  subject: string | null;
  has_password: boolean;
  /** Until when a link for setting a password works. */
  invited_until: string | null;
  created_at: string | null;
  last_login_at: string | null;
  disabled_at: string | null;
  /** `settings`: `DASHBOARD_USER`, who changes only there. */
  source: 'people' | 'settings';
  /** The person in the settings has this name too, so they cannot log in. */
  is_shadowed: boolean;
};

/** A session as pages show it. */
export type ShownSession = {
  id: string;
  way: 'password' | 'provider';
  created_at: string;
  last_seen_at: string;
  ends_at: string;
  ip: string | null;
  agent: string;
  is_this: boolean;
};

export function presentPerson(person: PersonRecord, isShadowed: boolean): ShownPerson {
  return {
    id: person.id,
    name: person.name,
    role: person.role,
    tenants: person.tenants,
    email: person.email,
    subject: subjectOf(person),
    has_password: person.password !== null,
    invited_until: person.setup === null ? null : instant(person.setupUntil),
    created_at: instant(person.createdAt),
    last_login_at: instant(person.loginAt),
    disabled_at: instant(person.disabledAt),
    source: 'people',
    is_shadowed: isShadowed,
  };
}

export function presentSession(session: ListedSession, thisId: string | null): ShownSession {
  return {
    id: session.id,
    way: session.way,
    created_at: new Date(session.createdAt).toISOString(),
    last_seen_at: new Date(session.seenAt).toISOString(),
    ends_at: new Date(session.endsAt).toISOString(),
    ip: session.ip,
    agent: session.agent,
    is_this: session.id === thisId,
  };
}

/** It is stored as `issuer subject`. */
function subjectOf({ subject }: PersonRecord): string | null {
  return subject === null ? null : subject.slice(subject.indexOf(' ') + 1);
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
