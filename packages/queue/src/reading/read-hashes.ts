import type { Redis } from 'ioredis';

import type { Fields } from '../redis/fields.ts';
import { unwrap } from './unwrap.ts';

/** The hashes of these keys in one round trip, in the given order; one that does not exist has no fields. */
export async function readHashes(redis: Redis, keys: string[]): Promise<Fields[]> {
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.hgetall(key);
  const answers = keys.length === 0 ? [] : ((await pipeline.exec()) ?? []);
  return keys.map((_key, index) => unwrap(answers[index]) as Fields);
}

/** Certain fields of these hashes in one round trip, in the given orders; null where one is absent. */
export async function readHashFields(redis: Redis, keys: string[], fields: string[]): Promise<(string | null)[][]> {
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.hmget(key, ...fields);
  const answers = keys.length === 0 ? [] : ((await pipeline.exec()) ?? []);
  return keys.map((_key, index) => unwrap(answers[index]) as (string | null)[]);
}
