import type { DryRun, Prices, Would } from '@darkroom/contracts';
import { describeShort, SOURCE_REJECTED, type NewJob, type RejectedItem, type Store, type TriedJob } from '@darkroom/queue';

import { describeJobs, etaOf, wouldOf } from '../jobs/submit/dry-run.ts';

type Items = { jobs: NewJob[]; rejected: RejectedItem[] };
type Judged = { job: NewJob; tried: TriedJob; withSource: boolean };
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
  const judged = judge(jobs, tried.jobs);
  const items = [...judged.map(itemOf), ...rejected];
  const sent = judged.filter((one) => wouldOfItem(one) === 'accept').map(({ job }) => job);
  return {
    ...describeJobs(deps, jobs, tried.budgets),
    would: together(judged.map(wouldOfItem)),
    eta_seconds: await etaOf(deps, sent),
    jobs: items.toSorted((a, b) => a.index - b.index),
  };
}

/** What would become of each job; one that is made from a rejected job of the batch is rejected too. */
function judge(jobs: NewJob[], tried: TriedJob[]): Judged[] {
  const refused = new Set<string>();
  return jobs.map((job, index) => {
    const one = tried[index]!;
    const withSource = job.source !== undefined && refused.has(job.source.id);
    if (withSource || one.verdict === 'rejects' || one.verdict === 'price_unknown') refused.add(job.id);
    return { job, tried: one, withSource };
  });
}

function wouldOfItem({ tried, withSource }: Judged): Would {
  return withSource ? 'reject' : wouldOf(tried);
}

function itemOf({ job: { batchIndex: index = 0 }, tried, withSource }: Judged): DryRunItem {
  if (withSource) return { index, error: SOURCE_REJECTED };
  if (tried.verdict !== 'price_unknown') return { index, would: wouldOf(tried) };
  return { index, error: { code: tried.verdict, detail: describeShort(tried.verdict, tried.need) } };
}

/** A batch is accepted with those of its jobs that fit. */
function together(would: Would[]): Would {
  return would.includes('accept') ? 'accept' : would.includes('wait') ? 'wait' : 'reject';
}
