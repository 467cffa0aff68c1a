import type { BulkAction, Job } from '@darkroom/contracts';

import { costWords } from './quote.ts';

/** What running a job again would come to: `free`; `first`: nothing was paid so far; `again`: what was paid is lost; or why it cannot. */
export type RunAgain = { kind: 'free' | 'first' | 'again'; cost: string | null } | { kind: 'refused'; detail: string };

/** Reads the preview of the action, which was asked without and with a confirmation of the cost. */
export function readRunAgain(job: Pick<Job, 'billing'>, without: BulkAction, confirmed: BulkAction | null): RunAgain {
  const [item] = without.data;
  if (item?.outcome !== 'refused') return { kind: job.billing.state === 'not_charged' ? 'first' : 'free', cost: without.cost };
  const [paid] = confirmed?.data ?? [];
  if (item.error.code === 'may_charge_again' && paid && paid.outcome !== 'refused') return { kind: 'again', cost: confirmed?.cost ?? null };
  return { kind: 'refused', detail: paid?.outcome === 'refused' ? paid.error.detail : item.error.detail };
}

export function runAgainWords(plan: RunAgain, currency: string | null): string {
  switch (plan.kind) {
    case 'free':
      return 'It costs nothing: Getty has accepted it, and Darkroom goes on asking for the result.';
    case 'first':
      return `Nothing was paid so far; it is sent to Getty anew. ${costWords(plan.cost, currency)}`;
    case 'again':
      return `What was paid is lost, or may be. It is paid again. ${costWords(plan.cost, currency)}`;
    case 'refused':
      return plan.detail;
  }
}
