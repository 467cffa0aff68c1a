import type { Redis } from 'ioredis';

import { serverOf } from '../connection/connection.ts';
import { orForbidden, readReplication } from './replication.ts';

/** What Redis reports of itself; null where it does not, as a hosted one may. */
export type RedisFacts = {
  version: string | null;
  role: string | null;
  /** Of a replica: whom it follows. */
  master: string | null;
  replicas: number | null;
  /** With fewer it refuses writes; 0: it never does. */
  replicasNeeded: number;
  /** The address that this process is connected to. */
  server: string | null;
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
  const [info, keys, { masterOfIt, replicas, replicasNeeded }] = await Promise.all([
    orForbidden(redis.info()),
    orForbidden(redis.dbsize()),
    readReplication(redis),
  ]);
  const lines = (info ?? '').split(/\r?\n/).map((line) => line.split(':'));
  const values = new Map(lines.flatMap(([name = '', ...value]) => (value.length > 0 ? [[name, value.join(':')] as const] : [])));
  const text = (name: string): string | null => values.get(name) ?? null;
  const number = (name: string): number | null => (values.has(name) ? Number(values.get(name)) : null);
  return {
    version: text('valkey_version') ?? text('redis_version'),
    role: text('role'),
    master: masterOfIt,
    replicas,
    replicasNeeded,
    server: serverOf(redis),
    uptimeSeconds: number('uptime_in_seconds'),
    usedBytes: number('used_memory'),
    mostBytes: number('maxmemory'),
    evictedKeys: number('evicted_keys'),
    clients: number('connected_clients'),
    keys,
    lastAppend: text('aof_last_write_status'),
  };
}
