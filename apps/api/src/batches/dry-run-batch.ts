import type { DryRun, Prices, Would } from '@darkroom/contracts';
import { describeShort, type NewJob, type RejectedItem, type Store, type TriedJob } from '@darkroom/queue';

import { describeJobs, etaOf, wouldOf } from '../jobs/submit/dry-run.ts';

type Items = { jobs: NewJob[]; rejected: RejectedItem[] };
type DryRunItem = NonNullable<DryRun['jobs']>[number];

/**
 * The answer to a batch with `dry_run`: units and cost of all valid jobs, and what would become of each. Earlier jobs count for later ones, as in
 * a real batch.
 */
export async function dryRunOfBatch(
  deps: { store: Pick<Store, 'budgets' | 'outlooks'>; prices: Prices | undefined },
  { jobs, rejected }: Items,
): Promise<DryRun> {
  const tried = jobs.length > 0 ? await deps.store.budgets.tryJobs(jobs) : { jobs: [], budgets: [] };
  const judged = jobs.map((job, index) => ({ job, tried: tried.jobs[index]! }));
  const items = [...judged.map(({ job, tried: one }) => itemOf(job.batchIndex ?? 0, one)), ...rejected];
  const sent = judged.filter((one) => wouldOf(one.tried) === 'accept').map(({ job }) => job);
  return {
    ...describeJobs(deps, jobs, tried.budgets),
    would: together(judged.map((one) => wouldOf(one.tried))),
    eta_seconds: await etaOf(deps, sent),
    jobs: items.toSorted((a, b) => a.index - b.index),
  };
}

function itemOf(index: number, tried: TriedJob): DryRunItem {
  if (tried.verdict !== 'price_unknown') return { index, would: wouldOf(tried) };
  return { index, error: { code: tried.verdict, detail: describeShort(tried.verdict, tried.need) } };
}

/** A batch is accepted with those of its jobs that fit. */
function together(would: Would[]): Would {
  return would.includes('accept') ? 'accept' : would.includes('wait') ? 'wait' : 'reject';
}
