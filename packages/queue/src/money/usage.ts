import type { BillingState, JobType, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Keys } from '../redis/keys.ts';
import { readHashes } from '../reading/read-hashes.ts';

/** Paid calls, counted by the transitions that make and bill them: see lua/shared/usage.lua. */
export type UsageCounts = ReturnType<typeof createUsage>;

/** Calls of one combination on one day (UTC), and their cost in millionths of the currency. Of a call without a price the cost is 0. */
export type UsageRecord = {
  day: string;
  tenant: Tenant;
  /** The id of the API key; empty for jobs of versions without one. As all texts here, `(other)` for what a day had no room for. */
  key: string;
  projectCode: string;
  productId: string;
  type: JobType;
  /** The operation of a generation, the size of a download. */
  what: string;
  counts: Record<BillingState, number>;
  cost: Record<BillingState, number>;
};

/** `from`, `to`: days as YYYY-MM-DD, both included. */
export type UsageWanted = { tenants: Tenant[] | null; from: string; to: string };

const DAY_MS = 86_400_000;
const BLOCK_DAYS = 32;
const PART = 100;
const AT_ONCE = 500;

export function createUsage({ redis, keys }: { redis: Redis; keys: Keys }) {
  /** The counts of these days, by tenant and day. Days without calls have none. */
  const read = async ({ tenants, from, to }: UsageWanted): Promise<UsageRecord[]> => {
    const days = range(dayOf(from), dayOf(to));
    const found: UsageRecord[] = [];
    for (const tenant of tenants ?? (await redis.smembers(keys.tenants)).toSorted()) found.push(...(await readTenant(tenant, days)));
    return found;
  };

  const readTenant = async (tenant: Tenant, days: number[]): Promise<UsageRecord[]> => {
    const blocks = [...new Set(days.map((day) => Math.floor(day / BLOCK_DAYS)))];
    const names = new Map<number, Map<string, string>>();
    for (const [index, hash] of (
      await readHashes(
        redis,
        blocks.map((block) => keys.usageNames(tenant, block)),
      )
    ).entries()) {
      names.set(blocks[index]!, new Map(Object.entries(hash).map(([combination, number]) => [number, combination])));
    }
    const parts = days.flatMap((day) => {
      const known = names.get(Math.floor(day / BLOCK_DAYS))!.size;
      return known === 0 ? [] : range(0, Math.floor(known / PART)).map((part) => ({ day, part }));
    });
    const found: UsageRecord[] = [];
    for (let start = 0; start < parts.length; start += AT_ONCE) {
      const some = parts.slice(start, start + AT_ONCE);
      const hashes = await readHashes(
        redis,
        some.map(({ day, part }) => keys.usage(tenant, `${day}.${part}`)),
      );
      for (const [index, hash] of hashes.entries()) {
        const { day } = some[index]!;
        const combinations = names.get(Math.floor(day / BLOCK_DAYS))!;
        for (const [number, counts] of Object.entries(hash)) {
          const combination = combinations.get(number);
          if (combination !== undefined) found.push(decode(tenant, day, combination, counts));
        }
      }
    }
    return found;
  };

  return { read };
}

function decode(tenant: Tenant, day: number, combination: string, text: string): UsageRecord {
  const [key, projectCode, productId, what, type] = JSON.parse(combination) as [string, string, string, string, JobType];
  const counts = text.split(' ').map(Number);
  return {
    day: new Date(day * DAY_MS).toISOString().slice(0, 10),
    tenant,
    key,
    projectCode,
    productId,
    type,
    what,
    counts: byState(counts.slice(0, 4)),
    cost: byState(counts.slice(4)),
  };
}

function byState([notCharged = 0, charged = 0, maybe = 0, unknown = 0]: number[]): Record<BillingState, number> {
  return { not_charged: notCharged, charged, may_be_charged: maybe, unknown };
}

function dayOf(text: string): number {
  return Math.floor(Date.parse(text) / DAY_MS);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
