import { randomUUID } from 'node:crypto';

import type { Redis } from 'ioredis';

import type { Keys } from '../redis/keys.ts';
import { ENDPOINT_KEYS_KEPT_MS, KeyReusedError, type IdempotencyKey } from './idempotency.ts';

/** The result of an action of several steps; `replayed`: from an earlier call under the same key. */
export type Done<Result> = { result: Result; replayed: boolean };

/**
 * Runs work under an idempotency key and stores its result, for work that is not a single command. The work must be safe to run twice:
 * after a crash the key has no result, and the next call with the key runs the work again. The first result counts.
 * @throws KeyReusedError, and the errors of the work; then the key is free again
 */
export async function doOnce<Result>(
  { redis, keys }: { redis: Redis; keys: Keys },
  idempotency: IdempotencyKey | undefined,
  work: () => Promise<Result>,
): Promise<Done<Result>> {
  if (!idempotency) return { result: await work(), replayed: false };
  const key = keys.idempotency(idempotency.key);
  const token = randomUUID();
  const earlier = (await readResult(redis, key, idempotency)) as { result: Result } | undefined;
  if (earlier) return { result: earlier.result, replayed: true };
  const claim = `${idempotency.fingerprint} ${token}`;
  const isFirst = (await redis.set(key, claim, 'PX', ENDPOINT_KEYS_KEPT_MS, 'NX')) === 'OK';
  try {
    const result = await work();
    const finished = (await readResult(redis, key, idempotency)) as { result: Result } | undefined;
    if (finished) return { result: finished.result, replayed: true };
    await redis.set(key, `${claim} ${encode(result)}`, 'PX', ENDPOINT_KEYS_KEPT_MS);
    return { result, replayed: false };
  } catch (error) {
    if (isFirst && !(error instanceof KeyReusedError)) await redis.del(key);
    throw error;
  }
}

/** The stored result of the key. Undefined: nothing was done, or it did not finish. @throws KeyReusedError */
async function readResult(redis: Redis, key: string, idempotency: IdempotencyKey): Promise<{ result: unknown } | undefined> {
  const [fingerprint, , result] = (await redis.get(key))?.split(' ') ?? [];
  if (fingerprint !== undefined && fingerprint !== idempotency.fingerprint) throw new KeyReusedError();
  return result === undefined ? undefined : { result: JSON.parse(Buffer.from(result, 'base64url').toString()) as unknown };
}

/** Encodes a result as one word: the parts of a key's value are separated by spaces. */
function encode(result: unknown): string {
  return Buffer.from(JSON.stringify(result)).toString('base64url');
}
