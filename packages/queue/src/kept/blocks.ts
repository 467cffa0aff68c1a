import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Keys } from '../redis/keys.ts';

/** A block of a tenant's packed jobs, see lua/shared/kept_lists.lua. No job in it is older than `start`, or newer than `last`. */
export type Block = { tenant: Tenant; number: string; start: number; last: number; slots: number };

type Deps = { redis: Redis; keys: Keys };

/** The blocks of these tenants: those with the newest jobs first. */
export async function readBlocks({ redis, keys }: Deps, tenants: Tenant[]): Promise<Block[]> {
  const heads = await Promise.all(tenants.map((tenant) => redis.hgetall(keys.keptBlocks(tenant))));
  const blocks = tenants.flatMap((tenant, index) =>
    Object.entries(heads[index]!).map(([number, head]) => {
      const [start, last, slots] = head.split(' ').map(Number);
      return { tenant, number, start: start!, last: last!, slots: slots! };
    }),
  );
  return blocks.toSorted((a, b) => b.last - a.last);
}

/**
 * Reads fields of blocks in one round trip, in the given orders; null if absent. Commands of one turn leave together, and ioredis' pipeline would copy the
 * names of all scripts for each step.
 */
export function readFields({ redis, keys }: Deps, wanted: { block: Block; fields: (string | Buffer)[] }[]): Promise<(Buffer | null)[][]> {
  return Promise.all(wanted.map(({ block, fields }) => redis.hmgetBuffer(keys.keptBlock(block.tenant, block.number), ...fields)));
}
