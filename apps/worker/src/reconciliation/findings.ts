import { formatCost, priceOf, type Difference, type DifferenceKind, type Operation, type Prices, type Tenant } from '@darkroom/contracts';
import { partId, type ReconciliationRecord, type ReconciliationStep } from '@darkroom/queue';

type View = NonNullable<ReconciliationStep['views']>[number];

/** A difference, and which bill stands behind it. */
export type FoundDifference = Omit<Difference, 'cost' | 'kind'> & {
  kind: DifferenceKind;
  operation: Operation;
  /** Of our job, fixed at its acceptance; null: today's. */
  price: number | null;
  /** Our records count it as charged. */
  isCharged: boolean;
};

export type Findings = ReturnType<typeof createFindings>;

/**
 * Collects what one step found, for the reconciliation itself and for the tenants' parts of one of the account. A tenant's reconciliation
 * counts only what this tenant may see.
 */
export function createFindings(record: Pick<ReconciliationRecord, 'id' | 'tenant'>, prices: Prices | undefined) {
  const views = new Map<string, View>();

  const viewOf = (tenant: Tenant | null): View => {
    const id = tenant === null ? record.id : partId(record.id, tenant);
    const view = views.get(id) ?? { id, add: {}, differences: [], ...(tenant !== null && { tenant }) };
    views.set(id, view);
    return view;
  };

  /** Those who see what belongs to these tenants. */
  const seenBy = (tenants: readonly Tenant[]): View[] => {
    if (record.tenant !== null) return tenants.includes(record.tenant) ? [viewOf(null)] : [];
    return [viewOf(null), ...tenants.map(viewOf)];
  };
  const add = (view: View, name: string, count: number): void => void (view.add[name] = (view.add[name] ?? 0) + count);

  return {
    matched: (tenant: Tenant): void => {
      for (const view of seenBy([tenant])) add(view, 'matched', 1);
    },
    /** `tenants`: who may see it; an operator sees all. */
    difference: (tenants: readonly Tenant[], found: FoundDifference): void => {
      const price = found.price ?? priceOf(prices, { type: 'generation', operation: found.operation });
      const beyondOurs = costSign(found) * (price ?? 0);
      const { kind, generation_request_id, job_id, fields } = found;
      const shown: Difference = { kind, generation_request_id, job_id, fields, cost: price === null ? null : formatCost(price) };
      for (const view of seenBy(tenants)) {
        add(view, found.kind, 1);
        if (beyondOurs !== 0) add(view, 'cost', beyondOurs);
        if (price === null && costSign(found) !== 0) add(view, 'unpriced', 1);
        view.differences.push(JSON.stringify(shown));
      }
    },
    /** Entries that cannot be compared: only an operator sees that there are some. */
    notCompared: (count: number): void => {
      if (count > 0 && record.tenant === null) add(viewOf(null), 'not_compared', count);
    },
    /** Progress, in the same step as the findings. */
    progress: (counts: { pages?: number; entries?: number; jobs?: number }): void => {
      for (const [name, count] of Object.entries(counts)) if (count > 0) add(viewOf(null), name, count);
    },
    views: (): View[] => [...views.values()],
  };
}

/** Whether Getty charges for it beyond what our records count as charged (1), or less (-1). */
function costSign({ kind, fields, isCharged }: FoundDifference): -1 | 0 | 1 {
  switch (kind) {
    case 'getty_only':
      return 1;
    case 'ours_only':
      return isCharged ? -1 : 0;
    case 'different':
      return fields.includes('billing') && !isCharged ? 1 : 0;
  }
}
