import type { Redis } from 'ioredis';

/** The keys with names that contain `part`, each once (SCAN may return one twice). */
export async function scanKeys(redis: Redis, part: string): Promise<string[]> {
  const keys = new Set<string>();
  let cursor = '0';
  do {
    const [next, found] = await redis.scan(cursor, 'MATCH', `*${part}*`, 'COUNT', 1_000);
    for (const key of found) keys.add(key);
    cursor = next;
  } while (cursor !== '0');
  return [...keys];
}
