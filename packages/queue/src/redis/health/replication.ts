import type { Redis } from 'ioredis';

/** The replicas of a Redis; null where it does not say. */
export type Replication = {
  role: string | null;
  /** Of a replica: whom it follows. */
  masterOfIt: string | null;
  /** Those that receive its writes in time. */
  replicas: number | null;
  /** With fewer it refuses writes (`min-replicas-to-write`); 0: it never does. */
  replicasNeeded: number;
};

/** @throws the error of a Redis that is away */
export async function readReplication(redis: Redis): Promise<Replication> {
  const [info, config] = await Promise.all([
    orForbidden(redis.info('replication')),
    orForbidden(redis.config('GET', 'min-replicas-to-write')),
  ]);
  const field = (name: string) => new RegExp(`^${name}:([^\\r\\n]*)`, 'm').exec(info ?? '')?.[1];
  // It counts those that are in time only where it needs some.
  const inTime = field('min_slaves_good_slaves');
  const replicas = inTime ?? field('connected_slaves');
  const needed = config?.[1] ?? (inTime === undefined ? '0' : '1');
  const host = field('master_host');
  return {
    role: field('role') ?? null,
    masterOfIt: host === undefined ? null : `${host}:${field('master_port') ?? ''}`,
    replicas: replicas === undefined ? null : Number(replicas),
    replicasNeeded: Number(needed),
  };
}

/** Hosted Redis may forbid INFO and CONFIG. */
export async function orForbidden<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (!/NOPERM|unknown command/i.test(String(error))) throw error;
    return null;
  }
}
