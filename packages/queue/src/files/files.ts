import type { FileCategory, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { auditNote, type Author } from '../audit/author.ts';
import { encodeIdempotency, ENDPOINT_KEYS_KEPT_MS, KeyReusedError, unlessReused, type IdempotencyKey } from '../idempotency/idempotency.ts';
import type { RunCommand } from '../lua/commands.ts';
import { readHashes } from '../reading/read-hashes.ts';
import { readPage, type Page } from '../reading/page.ts';
import { tenantsOf } from '../reading/read-tenants.ts';
import type { Fields } from '../redis/fields.ts';
import type { Keys } from '../redis/keys.ts';

/** Files that tenants registered with Getty. Getty's own list has those of all tenants, so which are whose is only here. */
export type Files = ReturnType<typeof createFiles>;

/** `id`: Getty's. `createdAt` in ms. */
export type FileRecord = { id: string; tenant: Tenant; url: string; category: FileCategory; rightsClaimed: boolean; createdAt: number };

/** `full`: the tenant has as many as it may have. `taken`: another tenant has this id. `deleted`: made before under this key, and deleted since. */
export type CreateFileOutcome = { file: FileRecord; replayed: boolean } | 'full' | 'taken' | 'deleted';

const MOST_FILES = 10_000;

export function createFiles({ redis, keys, run, now }: { redis: Redis; keys: Keys; run: RunCommand; now: () => number }) {
  const getMany = async (ids: string[]): Promise<FileRecord[]> => {
    const hashes = await readHashes(redis, ids.map(keys.file));
    return ids.flatMap((id, index) => ('tenant' in hashes[index]! ? [decodeFile(id, hashes[index])] : []));
  };

  /** A file of the tenant, or of any (null). */
  const get = async (tenant: Tenant | null, id: string): Promise<FileRecord | null> => {
    const [file] = await getMany([id]);
    return file && (tenant === null || file.tenant === tenant) ? file : null;
  };

  return {
    get,

    /** Stores a file that Getty has just registered. @throws KeyReusedError */
    create: async (file: FileRecord, idempotency?: IdempotencyKey): Promise<CreateFileOutcome> => {
      const { id, tenant, url, category, rightsClaimed, createdAt } = file;
      const fields = { tenant, url, category, rights_claimed: rightsClaimed ? '1' : '0', created_at: String(createdAt) };
      const key = encodeIdempotency(idempotency, id, ENDPOINT_KEYS_KEPT_MS);
      const answer = unlessReused(await run('create_file', { now: now(), id, tenant, fields, most: MOST_FILES, idempotency: key }));
      if (answer.code === 'full' || answer.code === 'taken') return answer.code;
      if (answer.code === 'created') return { file: decodeFile(id, answer.fields), replayed: false };
      return 'tenant' in answer.fields ? { file: decodeFile(answer.id, answer.fields), replayed: true } : 'deleted';
    },

    /** What was created under a key before; undefined: nothing. @throws KeyReusedError */
    findByKey: async (tenant: Tenant, { key, fingerprint }: IdempotencyKey): Promise<FileRecord | 'deleted' | undefined> => {
      const [known, id] = (await redis.get(keys.idempotency(key)))?.split(' ') ?? [];
      if (known === undefined || id === undefined) return undefined;
      if (known !== fingerprint) throw new KeyReusedError();
      return (await get(tenant, id)) ?? 'deleted';
    },

    isFull: async (tenant: Tenant): Promise<boolean> => (await redis.zcard(keys.files(tenant))) >= MOST_FILES,

    /** The files of a tenant, or of all, newest first, with a cursor. @throws CursorError if the cursor is not valid */
    list: async ({ tenant, ...page }: { tenant: Tenant | null; limit: number; cursor?: string | undefined }): Promise<Page<FileRecord>> => {
      const indexes = (await tenantsOf({ redis, keys }, tenant)).map(keys.files);
      return readPage({ run, now }, { indexes, load: getMany, limit: page.limit, cursor: page.cursor });
    },

    /** Forgets a file after Getty has deleted it. */
    remove: async (tenant: Tenant, id: string, author?: Author): Promise<void> => {
      const audit = auditNote(author, { action: 'file.delete', target: { type: 'file', id } });
      await run('delete_file', { now: now(), id, tenant, audit });
    },
  };
}

function decodeFile(id: string, fields: Fields): FileRecord {
  return {
    id,
    tenant: fields['tenant']!,
    url: fields['url']!,
    category: fields['category'] as FileCategory,
    rightsClaimed: fields['rights_claimed'] === '1',
    createdAt: Number(fields['created_at']),
  };
}
