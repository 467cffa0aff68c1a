import type { JobId } from '@darkroom/contracts';

import { createCommands } from '../../lua/commands.ts';
import { setup } from '../../test/world.ts';

export type LedgerWorld = Awaited<ReturnType<typeof openLedgerWorld>>;

/** By start of a period, what was spent in it. Periods with nothing are left out. */
type Spent = Record<string, number>;
type Sums = { reserved: number; spent: Spent };
type Fields = Record<string, string>;

/** A store with room at Getty for everything, and sums over all records of a tenant. */
export async function openLedgerWorld() {
  const world = await setup();
  await world.store.queries.setLimits({ pending: 100_000, queries: undefined });

  const removed: Fields[] = [];

  const recordsOf = async (tenant: string): Promise<Fields[]> => {
    const ids = await world.raw.zrange(world.keys.jobs(tenant), '0', '-1');
    return Promise.all(ids.map((id) => world.raw.hgetall(world.keys.job(id))));
  };

  /** For each budget, its counters and what the records and those that are gone add up to; and the same for usage. */
  const ledger = async (tenant: string) => {
    const numbers = Object.values(await world.raw.hgetall(world.keys.budgets(tenant)));
    await world.store.budgets.list(tenant); // begins a period that is due
    const records = await recordsOf(tenant);
    const budgets = await Promise.all(
      numbers.map(async (n) => {
        const [fields, spent, gone] = await Promise.all([
          world.raw.hgetall(world.keys.budget(n)),
          world.raw.hgetall(world.keys.budgetSpent(n)),
          world.raw.hgetall(`${world.keys.root}:budget-gone:${n}`),
        ]);
        const counters: Sums = { reserved: Number(fields['reserved'] ?? 0), spent: numbersOf(spent) };
        const current = Number(spent[fields['from'] ?? '0'] ?? 0);
        return {
          n,
          counters,
          records: sumOf(n, records, numbersOf(gone)),
          used: counters.reserved + current,
          limit: Number(fields['limit']),
        };
      }),
    );
    return {
      budgets,
      usage: { counted: await countedCalls(tenant), records: callsOf([...records, ...removed.filter((one) => one['tenant'] === tenant)]) },
    };
  };

  /** Removes a job; its calls stay counted. */
  const remove = async (id: JobId): Promise<void> => {
    const fields = await world.raw.hgetall(world.keys.job(id));
    if ((await world.store.edits.remove(id)) === 'removed') removed.push(fields);
  };

  const run = createCommands(world.raw, world.keys);

  /** One portion of the check of a tenant's counters. @throws if it corrects one */
  const check = async (tenant: string): Promise<void> => {
    await world.raw.del(`${world.keys.root}:budget-checks`);
    await world.raw.zadd(`${world.keys.root}:budget-checks`, 0, tenant);
    const answer = await run('check_budgets', { now: world.clock.now(), most: 2, every: 86_400_000 });
    if (answer.code === 'counted' && answer.differences.length > 0) throw new Error(`Corrected: ${JSON.stringify(answer.differences)}`);
  };

  const countedCalls = async (tenant: string) => {
    const counts = { not_charged: 0, charged: 0, may_be_charged: 0, unknown: 0 };
    for await (const rows of world.store.usage.read({ tenants: [tenant], from: '2026-01-01', to: '2030-01-01' })) {
      for (const state of Object.keys(counts) as (keyof typeof counts)[]) {
        counts[state] += rows.reduce((sum, row) => sum + row.counts[state], 0);
      }
    }
    return counts;
  };

  return { ...world, ledger, remove, check, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

function sumOf(n: string, records: Fields[], gone: Spent): Sums {
  const sums: Sums = { reserved: 0, spent: { ...gone } };
  for (const { reserves = '', chain = '', charges = '' } of records) {
    const [count = '0', ...each] = chain.split(' ');
    sums.reserved += amountIn(n, reserves.split(' ')) + Number(count) * amountIn(n, each);
    for (const part of charges.split(/[ |]/)) {
      const [number, amount, period] = part.split(':');
      if (number === n && period !== undefined) sums.spent[period] = (sums.spent[period] ?? 0) + Number(amount);
    }
  }
  return { reserved: sums.reserved, spent: numbersOf(sums.spent) };
}

function amountIn(n: string, parts: string[]): number {
  return parts.map((part) => part.split(':')).reduce((sum, [number, amount]) => (number === n ? sum + Number(amount) : sum), 0);
}

function numbersOf(fields: Record<string, string | number>): Spent {
  return Object.fromEntries(
    Object.entries(fields)
      .map(([name, value]): [string, number] => [name, Number(value)])
      .filter(([, value]) => value !== 0),
  );
}

const LETTERS = { n: 'not_charged', c: 'charged', m: 'may_be_charged', u: 'unknown' } as const;

/** The bills of all paid calls of these records: of one call the record has no list. */
function callsOf(records: Fields[]) {
  const counts = { not_charged: 0, charged: 0, may_be_charged: 0, unknown: 0 };
  for (const { calls, billing, attempts } of records) {
    if (calls !== undefined) for (const [, letter] of calls.matchAll(/ ([ncmu]) [a-z_]+(?:\||$)/g)) counts[LETTERS[letter as 'n']]++;
    else if (Number(attempts ?? 0) > 0) counts[billing as 'charged']++;
  }
  return counts;
}
