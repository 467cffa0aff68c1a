import type { Redis } from 'ioredis';

import type { Fields } from '../redis/fields.ts';
import { unwrap } from './unwrap.ts';

/** Reads the hashes of these keys in one round trip, in the given order; a missing one has no fields. */
export async function readHashes(redis: Redis, keys: string[]): Promise<Fields[]> {
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.hgetall(key);
  const answers = keys.length === 0 ? [] : ((await pipeline.exec()) ?? []);
  return keys.map((_key, index) => unwrap(answers[index]) as Fields);
}

/** Reads certain fields of these hashes in one round trip, in the given orders; null if absent. */
export async function readHashFields(redis: Redis, keys: string[], fields: string[]): Promise<(string | null)[][]> {
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.hmget(key, ...fields);
  const answers = keys.length === 0 ? [] : ((await pipeline.exec()) ?? []);
  return keys.map((_key, index) => unwrap(answers[index]) as (string | null)[]);
}
