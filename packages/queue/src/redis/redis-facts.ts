import type { Redis } from 'ioredis';

/** What Redis reports of itself; null where it does not, as a hosted one may. */
export type RedisFacts = {
  version: string | null;
  role: string | null;
  /** Of a replica: whom it follows. */
  master: string | null;
  replicas: number | null;
  uptimeSeconds: number | null;
  usedBytes: number | null;
  /** 0: no limit. */
  mostBytes: number | null;
  evictedKeys: number | null;
  clients: number | null;
  keys: number | null;
  lastAppend: string | null;
};

/** Reads `INFO` and the number of keys. @throws the error of a Redis that is away */
export async function readRedisFacts(redis: Redis): Promise<RedisFacts> {
  const [info, keys] = await Promise.all([orForbidden(redis.info()), orForbidden(redis.dbsize())]);
  const lines = (info ?? '').split(/\r?\n/).map((line) => line.split(':'));
  const values = new Map(lines.flatMap(([name = '', ...value]) => (value.length > 0 ? [[name, value.join(':')] as const] : [])));
  const text = (name: string): string | null => values.get(name) ?? null;
  const number = (name: string): number | null => (values.has(name) ? Number(values.get(name)) : null);
  const host = text('master_host');
  return {
    version: text('valkey_version') ?? text('redis_version'),
    role: text('role'),
    master: host === null ? null : `${host}:${text('master_port') ?? ''}`,
    replicas: number('connected_slaves'),
    uptimeSeconds: number('uptime_in_seconds'),
    usedBytes: number('used_memory'),
    mostBytes: number('maxmemory'),
    evictedKeys: number('evicted_keys'),
    clients: number('connected_clients'),
    keys,
    lastAppend: text('aof_last_write_status'),
  };
}

async function orForbidden<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (!/NOPERM|unknown command/i.test(String(error))) throw error;
    return null;
  }
}
