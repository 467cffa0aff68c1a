import { randomUUID } from 'node:crypto';

import type { KeyId, Scope, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { auditNote, type Author } from '../audit/author.ts';
import { encodeIdempotency, ENDPOINT_KEYS_KEPT_MS, unlessReused, type IdempotencyKey } from '../idempotency/idempotency.ts';
import type { RunCommand } from '../lua/commands.ts';
import { readPage, type Page } from '../reading/page.ts';
import { tenantsOf } from '../reading/read-tenants.ts';
import { readHashes } from '../reading/read-hashes.ts';
import { decodeKey, encodeScopes, type KeyRecord } from '../records/key-record.ts';
import { readNumber } from '../redis/fields.ts';
import type { Keys } from '../redis/keys.ts';
import { readChangedKeys, type ChangedKeys } from './read-changed-keys.ts';

/** The API keys that were created over HTTP. */
export type ApiKeys = ReturnType<typeof createApiKeys>;

export type NewKey = Pick<KeyRecord, 'id' | 'tenant' | 'name' | 'digest' | 'prefix' | 'scopes' | 'expiresAt' | 'rateLimit'>;

/** A change; absent fields stay. */
export type KeyUpdate = { [Field in 'name' | 'scopes' | 'expiresAt' | 'rateLimit']?: KeyRecord[Field] | undefined };

export type KeyFilter = { tenant: Tenant | null; limit: number; cursor?: string | undefined };

export type CreateKeyOutcome = { outcome: 'created' | 'replayed'; key: KeyRecord } | { outcome: 'full' | 'removed' };
/** `outdated`: it has changed since it was read. */
export type ChangeKeyOutcome = { outcome: 'changed'; key: KeyRecord } | { outcome: 'outdated' | 'revoked' | 'missing' };

/** Of a tenant, without revoked and expired ones. */
export const MOST_KEYS = 100;

export function createApiKeys({ redis, keys, run, now }: { redis: Redis; keys: Keys; run: RunCommand; now: () => number }) {
  /** How often the connection was made: after another Redis took over, changes may be lost that were seen before. */
  let connections = 0;
  redis.on('ready', () => connections++);

  /** `removed`: created before under the same idempotency key, and removed since. */
  const create = async (
    key: NewKey,
    by: { idempotency?: IdempotencyKey | undefined; author?: Author | undefined },
  ): Promise<CreateKeyOutcome> => {
    const { id, tenant, digest, prefix } = key;
    const { name, scopes, ...rest } = encode(key);
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ''));
    const fields = { ...given, name: name!, scopes: scopes!, tenant, digest, prefix, created_at: String(now()) };
    const idempotency = encodeIdempotency(by.idempotency, id, ENDPOINT_KEYS_KEPT_MS);
    const audit = auditNote(by.author, { tenant, action: 'key.create', target: { type: 'key', id }, changes: changesOf(undefined, key) });
    const answer = unlessReused(await run('create_key', { now: now(), id, tenant, fields, most: MOST_KEYS, idempotency, audit }));
    switch (answer.code) {
      case 'full':
        return { outcome: 'full' };
      case 'created':
        return { outcome: 'created', key: decodeKey(id, answer.fields) };
      case 'replayed':
        return 'tenant' in answer.fields ? { outcome: 'replayed', key: decodeKey(answer.id, answer.fields) } : { outcome: 'removed' };
    }
  };

  const get = async (id: string): Promise<KeyRecord | null> => (await getMany([id]))[0] ?? null;

  /** Those that exist, in this order. */
  const getMany = async (ids: string[]): Promise<KeyRecord[]> => {
    const hashes = await readHashes(redis, ids.map(keys.apiKey));
    return ids.flatMap((id, index) => ('tenant' in hashes[index]! ? [decodeKey(id, hashes[index])] : []));
  };

  /** The keys of a tenant, or of all, newest first, with a cursor. @throws CursorError if the cursor is not valid */
  const list = async ({ tenant, limit, cursor }: KeyFilter): Promise<Page<KeyRecord>> => {
    const indexes = (await tenantsOf({ redis, keys }, tenant)).map(keys.apiKeys);
    return readPage({ run, now }, { indexes, load: getMany, limit, cursor });
  };

  /** Changes a key as it was read. */
  const change = async (read: KeyRecord, update: KeyUpdate, author?: Author): Promise<ChangeKeyOutcome> => {
    const { id, tenant, version } = read;
    const audit = auditNote(author, { tenant, action: 'key.change', target: { type: 'key', id }, changes: changesOf(read, update) });
    const answer = await run('change_key', { now: now(), id, version, token: randomUUID(), set: encode(update), audit });
    return answer.code === 'changed' ? { outcome: 'changed', key: decodeKey(id, answer.fields) } : { outcome: answer.code };
  };

  /** Refuses a key from now on. Safe to repeat. null: there is none. */
  const revoke = async ({ id, tenant }: KeyRecord, author?: Author): Promise<KeyRecord | null> => {
    const audit = auditNote(author, { tenant, action: 'key.revoke', target: { type: 'key', id } });
    const answer = await run('revoke_key', { now: now(), id, audit });
    return answer.code === 'missing' ? null : decodeKey(id, answer.fields);
  };

  /** When these keys were last used, and of keys in settings when they were first seen (ms). */
  const usesOf = async (ids: string[]): Promise<Map<string, { usedAt: number | null; seenAt: number | null }>> => {
    if (ids.length === 0) return new Map();
    const [used, seen] = await Promise.all([redis.hmget(keys.apiKeysUsed, ...ids), redis.hmget(keys.apiKeysSeen, ...ids)]);
    return new Map(ids.map((id, index) => [id, { usedAt: instantOf(used[index]), seenAt: instantOf(seen[index]) }]));
  };

  return {
    create,
    get,
    getMany,
    list,
    change,
    revoke,
    usesOf,
    /** The keys that have changed since an earlier reading, or all. */
    readChanged: (before: ChangedKeys['place'] | undefined): Promise<ChangedKeys> =>
      readChangedKeys({ run, now, connections: () => connections }, before),
    /** `used`: key → ms. `seen`: the keys in the caller's settings. */
    noteUsed: async (used: ReadonlyMap<KeyId, number>, seen: readonly KeyId[]): Promise<void> => {
      await run('note_keys_used', { now: now(), used: Object.fromEntries(used), seen: [...seen] });
    },
  };
}

function instantOf(text: string | null | undefined): number | null {
  return readNumber(text ?? undefined);
}

/** The empty text removes a field. */
function encode({ name, scopes, expiresAt, rateLimit }: KeyUpdate): Record<string, string> {
  return {
    ...(name !== undefined && { name }),
    ...(scopes !== undefined && { scopes: encodeScopes(scopes) }),
    ...(expiresAt !== undefined && { expires_at: expiresAt === null ? '' : String(expiresAt) }),
    ...(rateLimit !== undefined && { rate_limit: rateLimit === null ? '' : String(rateLimit) }),
  };
}

/** Changed fields for the audit, as the API names them. */
function changesOf(before: KeyRecord | undefined, after: KeyUpdate): Record<string, { before?: Plain; after?: Plain }> {
  const shown = (key: KeyUpdate): Record<string, Plain | undefined> => ({
    name: key.name,
    scopes: key.scopes,
    expires_at: key.expiresAt == null ? key.expiresAt : new Date(key.expiresAt).toISOString(),
    rate_limit: key.rateLimit,
  });
  const [was, is] = [before ? shown(before) : {}, shown(after)];
  const changed = Object.entries(is).filter(
    ([field, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(was[field]),
  );
  return Object.fromEntries(
    changed.map(([field, value]) => [field, { ...(was[field] !== undefined && { before: was[field] }), after: value! }]),
  );
}

type Plain = string | number | null | Scope[];
