import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Keys } from '../redis/keys.ts';
import { unwrap } from '../reading/unwrap.ts';

/** A block of a tenant's packed jobs, see lua/shared/kept_lists.lua. No job in it is older than `start`, or newer than `last`. */
export type Block = { tenant: Tenant; number: string; start: number; last: number; slots: number };

type Deps = { redis: Redis; keys: Keys };

/** The blocks of these tenants: those with the newest jobs first. */
export async function readBlocks({ redis, keys }: Deps, tenants: Tenant[]): Promise<Block[]> {
  const pipeline = redis.pipeline();
  for (const tenant of tenants) pipeline.hgetall(keys.keptBlocks(tenant));
  const answers = tenants.length === 0 ? [] : ((await pipeline.exec()) ?? []);
  const blocks = tenants.flatMap((tenant, index) =>
    Object.entries(unwrap(answers[index]) as Record<string, string>).map(([number, head]) => {
      const [start, last, slots] = head.split(' ').map(Number);
      return { tenant, number, start: start!, last: last!, slots: slots! };
    }),
  );
  return blocks.toSorted((a, b) => b.last - a.last);
}

/** Reads fields of blocks in one round trip, in the given orders; null if absent. */
export async function readFields(
  { redis, keys }: Deps,
  wanted: { block: Block; fields: (string | Buffer)[] }[],
): Promise<(Buffer | null)[][]> {
  const pipeline = redis.pipeline();
  for (const { block, fields } of wanted) pipeline.hmgetBuffer(keys.keptBlock(block.tenant, block.number), ...fields);
  const answers = wanted.length === 0 ? [] : ((await pipeline.exec()) ?? []);
  return wanted.map((_one, index) => unwrap(answers[index]) as (Buffer | null)[]);
}
