import type { Redis } from 'ioredis';

import { readHashes } from '../reading/read-hashes.ts';
import type { Keys } from '../redis/keys.ts';

/** A process as it has noted itself. Instants in ms, by Redis' clock. */
export type ProcessRecord = {
  id: string;
  app: string;
  version: string;
  host: string;
  pid: number;
  startedAt: number;
  seenAt: number;
};

/** One that has not been seen for so long has ended, or cannot reach Redis. */
export const PROCESS_MISSED_MS = 45_000;
export const MOST_PROCESSES = 500;

/** The processes of the last hour, by app and host. Those that stopped in order are not among them. */
export async function listProcesses({ redis, keys }: { redis: Redis; keys: Keys }): Promise<ProcessRecord[]> {
  const ids = await redis.zrange(keys.processes, '0', '-1');
  const hashes = await readHashes(redis, ids.map(keys.process));
  const found = hashes.flatMap((fields, index) =>
    'app' in fields
      ? [
          {
            id: ids[index]!,
            app: fields['app'],
            version: fields['version'] ?? '',
            host: fields['host'] ?? '',
            pid: Number(fields['pid']),
            startedAt: Number(fields['started_at']),
            seenAt: Number(fields['seen_at']),
          },
        ]
      : [],
  );
  return found.toSorted((a, b) => a.app.localeCompare(b.app) || a.host.localeCompare(b.host) || a.pid - b.pid);
}
