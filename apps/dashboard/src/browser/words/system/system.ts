import type { RedisFacts, RedisReadiness } from '@darkroom/queue';

/** Memory: "1.5 GB". */
export function bytesWords(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${value.toLocaleString(undefined, { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 })} ${units[unit]}`;
}

/** What Redis promises of a write. */
export function durabilityWords(durability: RedisReadiness['redis']['durability']): string {
  switch (durability) {
    case 'always':
      return 'each write is on disk before it is answered';
    case 'everysec':
      return 'up to a second of writes may be lost with the machine';
    case 'os':
      return 'writes reach the disk when the operating system likes: many may be lost with the machine';
    case 'none':
      return 'nothing is on disk: all is lost with the process';
    case 'unknown':
      return 'not known: Redis does not show its settings';
  }
}

/** Who is master, and whether it has enough replicas. */
export function roleOfRedis(facts: Pick<RedisFacts, 'role' | 'server' | 'master' | 'replicas' | 'replicasNeeded'>): string | null {
  const { role, server, master, replicas, replicasNeeded } = facts;
  if (role === null) return null;
  const at = server === null ? '' : ` at ${server}`;
  if (role !== 'master') return `replica${at} of ${master ?? 'an unknown master'}: it takes no writes`;
  const count = replicas ?? 0;
  const has = count === 0 ? 'without replicas' : `with ${count} ${count === 1 ? 'replica' : 'replicas'}`;
  if (replicasNeeded === 0) return `master${at}, ${has}`;
  const refuses = count < replicasNeeded ? ', and takes no writes with fewer' : '';
  return `master${at}, ${has}; it needs ${replicasNeeded}${refuses}`;
}
