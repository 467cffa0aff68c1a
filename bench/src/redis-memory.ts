import type { Redis } from 'ioredis';

/** Memory that Redis uses for data, without the buffers of connections and of the append-only file, which vary. */
export async function usedBytes(redis: Redis): Promise<number> {
  const info = await redis.info('memory');
  const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  return field('used_memory') - field('mem_aof_buffer') - field('mem_clients_normal');
}

/** Bytes per job by kind of key: all keys, grouped by their names without ids. */
export async function bytesByKind(redis: Redis, jobs: number): Promise<Record<string, number>> {
  const kinds = new Map<string, number>();
  for (const key of await allKeys(redis)) {
    const bytes = Number(await redis.memory('USAGE', key, 'SAMPLES', 0));
    kinds.set(kindOf(key), (kinds.get(kindOf(key)) ?? 0) + bytes);
  }
  const each = [...kinds].map(([kind, bytes]) => [kind, Math.round(bytes / jobs)] as const);
  return Object.fromEntries(each.filter(([, bytes]) => bytes > 0).sort(([, a], [, b]) => b - a));
}

async function allKeys(redis: Redis): Promise<Set<string>> {
  const keys = new Set<string>(); // SCAN may return a key twice
  let cursor = '0';
  do {
    const [next, found] = await redis.scan(cursor, 'COUNT', 1_000);
    for (const key of found) keys.add(key);
    cursor = next;
  } while (cursor !== '0');
  return keys;
}

/** `{darkroom}:job:job_0192…` → `job:*`. */
function kindOf(key: string): string {
  return key.replace(/^\{\w+\}:/, '').replaceAll(/\b(job_)?[0-9a-f-]{16,}(\.\d+)?|(?<=key:|idempotency:)[\w-]+/g, '*');
}
