import type { Redis } from 'ioredis';

const TAKE = `
local all = {}
for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
  all[#all + 1] = key
  all[#all + 1] = redis.call('DUMP', key)
end
return all`;

const CLEAR = `
local keys = redis.call('KEYS', ARGV[1])
for _, key in ipairs(keys) do redis.call('UNLINK', key) end
return #keys`;

/** The instant, and all keys as DUMP gives them. */
export type Snapshot = { at: number; dumps: Buffer[] };

/** Copies the world's part of Redis at one moment and restores it later: a Redis that has lost its last writes. */
export function createSnapshots({ raw, root, now }: { raw: Redis; root: string; now: () => number }) {
  const pattern = `${root}:*`;

  return {
    take: async (): Promise<Snapshot> => ({ at: now(), dumps: (await raw.callBuffer('EVAL', TAKE, 0, pattern)) as Buffer[] }),
    putBack: async ({ dumps }: Snapshot): Promise<void> => {
      await raw.eval(CLEAR, 0, pattern);
      const pipeline = raw.pipeline();
      for (let i = 0; i < dumps.length; i += 2) pipeline.restore(dumps[i]!, 0, dumps[i + 1]!);
      await pipeline.exec();
    },
    clear: () => raw.eval(CLEAR, 0, pattern),
  };
}
