import type { BillingState, JobType, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Keys } from '../redis/keys.ts';
import { readHashes } from '../reading/read-hashes.ts';
import type { Fields } from '../redis/fields.ts';
import { createSteps, type Step } from '../redis/waiting/steps.ts';

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
/** Parts that are read together: 2,000 rows at the most, so that others get their turn in between. */
const AT_ONCE = 20;

/** What is counted by itself on a day. */
type Combination = Pick<UsageRecord, 'key' | 'projectCode' | 'productId' | 'what' | 'type'>;

export function createUsage({ redis, keys }: { redis: Redis; keys: Keys }) {
  /**
   * The counts of these days in portions, by tenant and day. Days without calls have none. What is not taken yet is not read: a year of many tenants
   * must not fill the memory.
   */
  const read = async function* ({ tenants, from, to }: UsageWanted): AsyncGenerator<UsageRecord[]> {
    const step = createSteps();
    const days = range(dayOf(from), dayOf(to));
    const asked = tenants ?? (await step(() => redis.smembers(keys.tenants))).toSorted();
    for (const tenant of asked) yield* readTenant(tenant, days, step);
  };

  const readTenant = async function* (tenant: Tenant, days: number[], step: Step): AsyncGenerator<UsageRecord[]> {
    const blocks = [...new Set(days.map(blockOf))];
    const hashes = await step(() =>
      readHashes(
        redis,
        blocks.map((block) => keys.usageNames(tenant, block)),
      ),
    );
    const names = new Map(hashes.map((hash, index) => [blocks[index]!, decodeNames(hash)]));
    const parts = days.flatMap((day) => {
      const known = names.get(blockOf(day))!.size;
      return known === 0 ? [] : range(0, Math.floor(known / PART)).map((part) => ({ day, part }));
    });
    for (let start = 0; start < parts.length; start += AT_ONCE) {
      const some = parts.slice(start, start + AT_ONCE);
      const hashesOfDays = await step(() =>
        readHashes(
          redis,
          some.map(({ day, part }) => keys.usage(tenant, `${day}.${part}`)),
        ),
      );
      yield some.flatMap(({ day }, index) => recordsOf(tenant, day, hashesOfDays[index]!, names.get(blockOf(day))!));
    }
  };

  return { read };
}

/** The combinations of a block, by number. */
function decodeNames(hash: Fields): Map<string, Combination> {
  return new Map(
    Object.entries(hash).map(([text, number]) => {
      const [key, projectCode, productId, what, type] = JSON.parse(text) as [string, string, string, string, JobType];
      return [number, { key, projectCode, productId, what, type }];
    }),
  );
}

/** `hash`: number of a combination → its counts. Part 0 also has `#`, which is no number. */
function recordsOf(tenant: Tenant, at: number, hash: Fields, names: Map<string, Combination>): UsageRecord[] {
  const day = new Date(at * DAY_MS).toISOString().slice(0, 10);
  return Object.entries(hash).flatMap(([number, text]) => {
    const combination = names.get(number);
    if (!combination) return [];
    const counts = text.split(' ').map(Number);
    return [{ day, tenant, ...combination, counts: byState(counts.slice(0, 4)), cost: byState(counts.slice(4)) }];
  });
}

function blockOf(day: number): number {
  return Math.floor(day / BLOCK_DAYS);
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
