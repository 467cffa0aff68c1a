import { formatAmount, type BudgetUnit } from '@darkroom/contracts';

import type { RejectedItem } from '../present/present-batch.ts';

/** A rejected job as `accept_batch` stores it if a budget was the reason; `short`: id, unit, needed, left. */
type Stored =
  | RejectedItem
  | { index: number; code: 'source_rejected' }
  | { index: number; code: 'budget_used_up' | 'price_unknown'; short: [id: string, unit: string, needs: string, left: string] };

/** Why a job of a batch is rejected with its source. */
export const SOURCE_REJECTED = { code: 'source_rejected', detail: 'The job of this batch that it is made from was rejected.' } as const;

/** Reads the rejected jobs of a batch, by their place in the request. */
export function readRejected(text: string): RejectedItem[] {
  return (JSON.parse(text) as Stored[]).map(explain).toSorted((a, b) => a.index - b.index);
}

function explain(stored: Stored): RejectedItem {
  if ('error' in stored) return stored;
  if (stored.code === 'source_rejected') return { index: stored.index, error: SOURCE_REJECTED };
  const [budget, unit, needs, left] = stored.short;
  return {
    index: stored.index,
    error: { code: stored.code, detail: describeShort(stored.code, { budget, unit, needs: Number(needs), left: Number(left) }) },
  };
}

/** Why a budget stands in the way, for a caller. Amounts are whole numbers: jobs, or millionths of the currency. */
export function describeShort(
  code: 'budget_used_up' | 'price_unknown',
  { budget, unit, needs, left }: { budget: string; unit: string; needs: number; left: number },
): string {
  if (code === 'price_unknown') return `The budget "${budget}" counts cost, and no price is set for this job.`;
  const amount = (value: number) => formatAmount(unit as BudgetUnit, Math.max(0, value));
  return `The budget "${budget}" has ${amount(left)} left of ${unit}, and this needs ${amount(needs)}.`;
}
