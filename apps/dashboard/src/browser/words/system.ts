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

/** Who is master. */
export function roleOfRedis({ role, master, replicas }: Pick<RedisFacts, 'role' | 'master' | 'replicas'>): string | null {
  if (role === null) return null;
  if (role !== 'master') return `replica of ${master ?? 'an unknown master'}: it takes no writes`;
  return replicas === null || replicas === 0
    ? 'master, without replicas'
    : `master of ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`;
}
