import { auditNote, type Author } from '../audit/author.ts';
import type { RunCommand } from '../lua/commands.ts';
import type { PersonRole, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { readHashes } from '../reading/read-hashes.ts';
import { decodeTenants } from '../records/person-record.ts';
import type { Keys } from '../redis/keys.ts';

/** The logins of people that have not ended. Of a session's token Redis has only the SHA-256, its digest. */
export type Sessions = ReturnType<typeof createSessions>;

/** In place of an id: the person in the settings of the dashboard. */
export const SETTINGS_PERSON = 'settings';

/** How someone has logged in. */
export type LoginWay = 'password' | 'provider';

export type NewSession = {
  digest: string;
  /** The id of a person as they were read; or the person in the settings, with a mark that follows from what stands there. */
  of: { id: string; version: string; subject?: string } | { mark: string };
  name: string;
  way: LoginWay;
  lastsMs: number;
  ip: string | null;
  agent: string;
};

/** A session that has not ended, with its person as they are now; `person` null: the one in the settings, if the mark is still theirs. */
export type OpenSession = {
  digest: string;
  person: { id: string; name: string; role: PersonRole; tenants: Tenant[] | null } | null;
  mark: string;
  endsAt: number;
  seenAt: number;
};

/** A session as a list shows it. `id`: the beginning of its digest, which opens nothing. */
export type ListedSession = {
  id: string;
  way: LoginWay;
  createdAt: number;
  seenAt: number;
  endsAt: number;
  ip: string | null;
  agent: string;
};

/** One more ends the one that would end first. */
export const MOST_SESSIONS = 50;
const MOST_AGENT = 300;
const ID_LETTERS = 22;

export function createSessions({ redis, keys, run, now }: { redis: Redis; keys: Keys; run: RunCommand; now: () => number }) {
  return {
    idOf: (digest: string): string => digest.slice(0, ID_LETTERS),
    /** `refused`: the person has changed since they were read. */
    open: async ({ digest, of, name, way, lastsMs, ip, agent }: NewSession, author: Author): Promise<'opened' | 'refused'> => {
      const person = 'id' in of ? of.id : SETTINGS_PERSON;
      const at = String(now());
      const fields = {
        person,
        ...('mark' in of && { mark: of.mark }),
        way,
        created_at: at,
        seen_at: at,
        ends_at: String(now() + lastsMs),
        ip: ip ?? '',
        agent: agent.slice(0, MOST_AGENT),
      };
      const audit = auditNote(author, { tenant: null, action: 'person.login', target: { type: 'person', id: name } });
      const known = 'id' in of ? { version: of.version, subject: of.subject } : {};
      return (await run('open_session', { now: now(), digest, person, ...known, fields, lasts: lastsMs, most: MOST_SESSIONS, audit })).code;
    },
    /** Those of them that have not ended. */
    read: async (digests: string[]): Promise<OpenSession[]> => {
      const { sessions } = await run('read_sessions', { now: now(), digests });
      return sessions.map(({ digest, person, mark, ends_at: endsAt, seen_at: seenAt, name, role, tenants }) => ({
        digest,
        person: name === '' ? null : { id: person, name, role: role as PersonRole, tenants: decodeTenants(tenants) },
        mark,
        endsAt,
        seenAt,
      }));
    },
    /** Those of a person that have not ended, the newest first. `mark`: see `NewSession`. */
    list: async (person: string, mark?: string): Promise<ListedSession[]> => {
      const digests = await redis.zrange(keys.sessions(person), '0', '-1');
      const hashes = await readHashes(redis, digests.map(keys.session));
      const found = hashes.flatMap((fields, index) => {
        if (!('ends_at' in fields) || Number(fields['ends_at']) <= now() || fields['mark'] !== mark) return [];
        return [
          {
            id: digests[index]!.slice(0, ID_LETTERS),
            way: fields['way'] as LoginWay,
            createdAt: Number(fields['created_at']),
            seenAt: Number(fields['seen_at']),
            endsAt: Number(fields['ends_at']),
            ip: fields['ip'] || null,
            agent: fields['agent'] ?? '',
          },
        ];
      });
      return found.toSorted((a, b) => b.createdAt - a.createdAt);
    },
    /** Ends all sessions of a person, or one (`only`: its id or digest), or all but one (`keep`: its digest). Without an author not in the audit. */
    end: async (
      person: { id: string; name: string },
      { only, keep }: { only?: string; keep?: string | undefined } = {},
      author?: Author,
    ): Promise<void> => {
      const audit = auditNote(author, { tenant: null, action: 'person.end_sessions', target: { type: 'person', id: person.name } });
      await run('end_sessions', { now: now(), person: person.id, only, keep, audit });
    },
    /** When and from where sessions were last used: digest → ms, address. */
    noteSeen: async (seen: ReadonlyMap<string, { at: number; ip: string | null }>): Promise<void> => {
      const given = [...seen].map(([digest, { at, ip }]) => [digest, [at, ip ?? '']] as const);
      await run('note_sessions', { now: now(), seen: Object.fromEntries(given) as Record<string, [number, string]> });
    },
  };
}
