import type { JobRecord } from './record.ts';

/** What the next run of a job pays for: its own call, and so many downloads that its generation has not started yet. */
export type Repurchase = { record: JobRecord; own: boolean; chained: number };

/** In millionths of the currency, by the prices of the job's acceptance. null: one of them was not set. */
export function costOf({ record, own, chained }: Repurchase): number | null {
  const ownCost = own ? record.price : 0;
  const chainedCost = chained === 0 ? 0 : record.chainPrice === null ? null : chained * record.chainPrice;
  return ownCost === null || chainedCost === null ? null : ownCost + chainedCost;
}
