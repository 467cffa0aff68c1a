import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Keys } from '../redis/keys.ts';

/** Pictures that tenants put up at Getty. */
export type Uploads = ReturnType<typeof createUploads>;

/** `expiresAt` in ms: when Getty deletes it. */
export type UploadRecord = { id: string; tenant: Tenant; url: string; bytes: number; sha256: string; expiresAt: number };

/** Redis removes an upload so long after Getty has, so that clocks that differ do not matter. */
const MARGIN_MS = 60_000;

export function createUploads({ redis, keys, now }: { redis: Redis; keys: Keys; now: () => number }) {
  return {
    /** Stores an upload that Getty has just taken. */
    add: async ({ id, ...upload }: UploadRecord): Promise<void> => {
      const keptMs = Math.max(1, upload.expiresAt - now() + MARGIN_MS);
      await redis.set(keys.upload(id), JSON.stringify(upload), 'PX', keptMs);
    },

    /** An upload that Getty still has; null: none, or it has expired. */
    get: async (id: string): Promise<UploadRecord | null> => {
      const text = await redis.get(keys.upload(id));
      const upload = text === null ? null : ({ id, ...(JSON.parse(text) as Omit<UploadRecord, 'id'>) } satisfies UploadRecord);
      return upload && upload.expiresAt > now() ? upload : null;
    },
  };
}
