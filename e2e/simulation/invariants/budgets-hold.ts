import type { World } from '../world.ts';
import type { Invariant, Violation } from './invariant.ts';
import { readRecords, type Records } from './records.ts';

/** No budget was exceeded, and its counters are the sum over the records, at every moment. */
export const budgetsHold: Invariant = {
  name: 'budgets hold and count what the records have',
  now: async (world) => {
    // What a Redis forgot was spent all the same (docs/operations/redis.md#lost-writes).
    if (world.losses.length > 0) return [];
    const records = await readRecords(world);
    const sums = sumOver(records);
    return [...records.hashes].flatMap(([name, fields]) => {
      const n = /^budget:(\d+)$/.exec(name)?.[1];
      // Of a removed one only its line is left, until that is empty.
      return n === undefined || fields['id'] === undefined ? [] : judge({ world, records, sums }, n, fields);
    });
  },
};

type Judged = { world: World; records: Records; sums: Sums };

function judge({ world, records: { hashes }, sums }: Judged, n: string, fields: Record<string, string>): Violation[] {
  const { tenant = '', id = '' } = fields;
  const wrong: Violation[] = [];
  const complain = (says: string): void => void wrong.push({ says: `budget ${id} of ${tenant}: ${says}`, about: [tenant, id] });

  const spent = hashes.get(`budget-spent:${n}`) ?? {};
  const gone = hashes.get(`budget-gone:${n}`) ?? {};
  const reserved = Number(fields['reserved'] ?? 0);
  if (reserved !== (sums.reserved.get(n) ?? 0)) complain(`${reserved} are reserved, and the records have ${sums.reserved.get(n) ?? 0}`);
  for (const period of new Set([...Object.keys(spent), ...Object.keys(gone), ...(sums.spent.get(n)?.keys() ?? [])])) {
    const kept = (sums.spent.get(n)?.get(period) ?? 0) + Number(gone[period] ?? 0);
    if (Number(spent[period] ?? 0) !== kept) complain(`${spent[period] ?? 0} were spent in ${period}, and the records have ${kept}`);
  }
  // Lowering a limit undoes nothing.
  const most = world.book.highestLimit(tenant, id);
  const used = reserved + Number(spent[fields['from'] || '0'] ?? 0);
  if (used > most) complain(`${used} are used, and its limit was never above ${most}`);
  return wrong;
}

/** By the number of the budget; what was spent also by period. */
type Sums = { reserved: Map<string, number>; spent: Map<string, Map<string, number>> };

/** The fields are described in lua/shared/budgets.lua. What a packed job has spent is in `budget-gone`. */
function sumOver({ jobs, packed }: Records): Sums {
  const sums: Sums = { reserved: new Map(), spent: new Map() };
  const reserve = (list: string, times: number): void => {
    for (const [, n, amount] of list.matchAll(/(\d+):(\d+)/g)) sums.reserved.set(n!, (sums.reserved.get(n!) ?? 0) + Number(amount) * times);
  };
  for (const [id, job] of jobs) {
    if (packed.has(id)) continue;
    reserve(job['reserves'] ?? '', 1);
    const [, count, each] = /^(\d+) (.+)$/.exec(job['chain'] ?? '') ?? [];
    reserve(each ?? '', Number(count));
    for (const [, n, amount, period] of (job['charges'] ?? '').matchAll(/(\d+):(\d+):(\d+)/g)) {
      const periods = sums.spent.get(n!) ?? new Map<string, number>();
      sums.spent.set(n!, periods.set(period!, (periods.get(period!) ?? 0) + Number(amount)));
    }
  }
  return sums;
}
