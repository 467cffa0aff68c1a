import type { JobId } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { SHORT_FINGERPRINT_LETTERS } from '../../redis/constants.ts';
import type { Keys } from '../../redis/keys.ts';

/** The job that was submitted under a key, and whether it was with a body of this fingerprint; null: none was. */
export async function submittedUnder(
  { redis, keys }: { redis: Redis; keys: Keys },
  { key, fingerprint }: { key: string; fingerprint: string },
): Promise<{ id: JobId; isSame: boolean } | null> {
  const [stored, short] = await redis.mgetBuffer(keys.idempotency(key), keys.shortKey(key));
  if (stored) {
    const [known, id] = stored.toString().split(' ');
    return { id: id as JobId, isSame: known === fingerprint };
  }
  if (!short) return null;
  const id = `job_${short.subarray(SHORT_FINGERPRINT_LETTERS).toString('hex')}` as JobId;
  return { id, isSame: short.toString('latin1', 0, SHORT_FINGERPRINT_LETTERS) === fingerprint.slice(0, SHORT_FINGERPRINT_LETTERS) };
}
