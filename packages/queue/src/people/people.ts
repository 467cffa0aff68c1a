import { randomUUID } from 'node:crypto';

import type { AuditAction, AuditChanges } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { auditNote, type Author } from '../audit/author.ts';
import type { By } from '../audit/by.ts';
import { encodeIdempotency, ENDPOINT_KEYS_KEPT_MS, unlessReused } from '../idempotency/idempotency.ts';
import type { RunCommand } from '../lua/commands.ts';
import { readPage, type Page } from '../reading/page.ts';
import { readHashes } from '../reading/read-hashes.ts';
import { decodePerson, encodePerson, type PersonRecord, type PersonUpdate } from '../records/person-record.ts';
import type { Keys } from '../redis/keys.ts';

/** The people who may log in to the dashboard, besides the one in its settings. */
export type People = ReturnType<typeof createPeople>;

export type NewPerson = Pick<PersonRecord, 'id' | 'name' | 'role' | 'tenants' | 'email' | 'subject' | 'setup' | 'setupUntil'>;

/** By what a person can be found; each value belongs to one. */
export type PersonKey = 'name' | 'email' | 'subject' | 'setup';

type Taken = { outcome: 'taken'; field: PersonKey };

export type CreatePersonOutcome =
  | { outcome: 'created' | 'replayed'; person: PersonRecord }
  | Taken
  /** `removed`: created before under the same idempotency key, and removed since. */
  | { outcome: 'full' | 'removed' };

/** `outdated`: they have changed since they were read. */
export type ChangePersonOutcome = { outcome: 'changed'; person: PersonRecord } | Taken | { outcome: 'outdated' | 'missing' };

export type ChangePersonBy = {
  author: Author;
  action?: Extract<AuditAction, `person.${string}`>;
  /** All sessions of the person end, but the one with this digest. */
  ends?: boolean;
  keep?: string | undefined;
};

export const MOST_PEOPLE = 500;

export function createPeople({ redis, keys, run, now }: { redis: Redis; keys: Keys; run: RunCommand; now: () => number }) {
  const getMany = async (ids: string[]): Promise<PersonRecord[]> => {
    const hashes = await readHashes(redis, ids.map(keys.person));
    return ids.flatMap((id, index) => ('name' in hashes[index]! ? [decodePerson(id, hashes[index])] : []));
  };

  const get = async (id: string): Promise<PersonRecord | null> => (await getMany([id]))[0] ?? null;

  /** The person with this name, e-mail address, subject, or code for setting a password (its SHA-256). */
  const find = async (by: PersonKey, value: string): Promise<PersonRecord | null> => {
    const id = value === '' ? null : await redis.hget(keys.personOf, `${by}:${value}`);
    return id === null ? null : get(id);
  };

  const create = async (person: NewPerson, { author, idempotency }: By): Promise<CreatePersonOutcome> => {
    const { id, name, ...rest } = person;
    const at = String(now());
    const present = Object.entries(encodePerson(rest)).filter(([, value]) => value !== '');
    const fields = { ...Object.fromEntries(present), name, created_at: at, changed_at: at, version: randomUUID() };
    const deed = { tenant: null, action: 'person.create', target: { type: 'person', id: name } } as const;
    const audit = auditNote(author, { ...deed, changes: changesOf(undefined, rest) });
    const key = encodeIdempotency(idempotency, id, ENDPOINT_KEYS_KEPT_MS);
    const answer = unlessReused(await run('create_person', { now: now(), id, fields, most: MOST_PEOPLE, idempotency: key, audit }));
    switch (answer.code) {
      case 'full':
        return { outcome: 'full' };
      case 'taken':
        return { outcome: 'taken', field: answer.field };
      case 'created':
        return { outcome: 'created', person: decodePerson(id, answer.fields) };
      case 'replayed':
        return 'name' in answer.fields ? { outcome: 'replayed', person: decodePerson(answer.id, answer.fields) } : { outcome: 'removed' };
    }
  };

  /** Changes a person as they were read. */
  const change = async (
    read: PersonRecord,
    update: PersonUpdate,
    { author, action = 'person.change', ends = false, keep }: ChangePersonBy,
  ): Promise<ChangePersonOutcome> => {
    const { id, name, version } = read;
    const deed = { tenant: null, action, target: { type: 'person', id: name } } as const;
    const audit = auditNote(author, { ...deed, changes: changesOf(read, update) });
    const set = { ...encodePerson(update), changed_at: String(now()) };
    const answer = await run('change_person', { now: now(), id, version, token: randomUUID(), set, ends, keep, audit });
    switch (answer.code) {
      case 'changed':
        return { outcome: 'changed', person: decodePerson(id, answer.fields) };
      case 'taken':
        return { outcome: 'taken', field: answer.field };
      case 'outdated':
      case 'missing':
        return { outcome: answer.code };
    }
  };

  return {
    create,
    get,
    find,
    change,
    /** One page, newest first. @throws CursorError if the cursor is not valid */
    list: (wanted: { limit: number; cursor?: string | undefined }): Promise<Page<PersonRecord>> =>
      readPage({ run, now }, { indexes: [keys.people], load: getMany, limit: wanted.limit, cursor: wanted.cursor }),
    /** Removes a person and ends their sessions. Safe to repeat. */
    remove: async ({ id, name }: PersonRecord, author: Author): Promise<void> => {
      const audit = auditNote(author, { tenant: null, action: 'person.remove', target: { type: 'person', id: name } });
      await run('remove_person', { now: now(), id, audit });
    },
  };
}

/** Changed fields for the audit. Of a password and of a code only that they changed. */
function changesOf(before: PersonRecord | undefined, after: PersonUpdate): AuditChanges {
  const was: Shown = before ? shownOf(before) : {};
  const changed = Object.entries(shownOf(after)).filter(([field, value]) => value !== undefined && differs(value, was[field]));
  const fields = changed.map(([field, value]) => [field, { ...(was[field] !== undefined && { before: was[field] }), after: value! }]);
  return { ...Object.fromEntries(fields), ...(after.password !== undefined && { password: {} }) } as AuditChanges;
}

type Shown = Record<string, string | boolean | string[] | null | undefined>;

function shownOf({ role, tenants, email, subject, disabledAt }: PersonUpdate): Shown {
  const disabled = disabledAt === undefined ? undefined : disabledAt !== null;
  return { role, tenants: tenants === null ? '*' : tenants, email, subject, disabled };
}

function differs(one: Shown[string], other: Shown[string]): boolean {
  return JSON.stringify(one ?? null) !== JSON.stringify(other ?? null);
}
