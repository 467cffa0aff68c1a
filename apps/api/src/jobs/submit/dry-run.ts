import {
  countChained,
  formatAmount,
  formatCost,
  type BudgetUnit,
  type DownloadRequest,
  type DryRun,
  type GenerationRequest,
  type Prices,
  type Would,
} from '@darkroom/contracts';
import { describeShort, newRecord, type BudgetNeed, type NewJob, type Store, type TriedJob } from '@darkroom/queue';

import { ProblemError } from '../../http/problem.ts';

type Deps = { store: Pick<Store, 'budgets' | 'outlooks'>; prices: Prices | undefined };

/** The answer to a single submission with `dry_run`. @throws ProblemError price_unknown, as the submission would */
export async function dryRunOf(deps: Deps, job: NewJob): Promise<DryRun> {
  const { jobs, budgets } = await deps.store.budgets.tryJobs([job]);
  const [tried] = jobs as [TriedJob];
  if (tried.verdict === 'price_unknown') throw new ProblemError('price_unknown', describeShort('price_unknown', tried.need));
  const would = wouldOf(tried);
  return { ...describeJobs(deps, [job], budgets), would, eta_seconds: would === 'accept' ? await etaOf(deps, [job]) : null };
}

/** What the jobs would come to together: units, cost, and what they need of each budget. */
export function describeJobs(
  { prices }: Pick<Deps, 'prices'>,
  jobs: NewJob[],
  budgets: BudgetNeed[],
): Pick<DryRun, 'object' | 'units' | 'cost' | 'currency' | 'budgets'> {
  return {
    object: 'dry_run',
    units: countUnits(jobs),
    cost: prices ? sumCost(jobs) : null,
    currency: prices?.currency ?? null,
    budgets: budgets.map(({ budget, unit, needs, left }) => ({
      id: budget,
      needs: formatAmount(unit as BudgetUnit, needs),
      left: formatAmount(unit as BudgetUnit, Math.max(0, left)),
      fits: needs <= left,
    })),
  };
}

export function wouldOf({ verdict }: TriedJob): Would {
  switch (verdict) {
    case 'fits':
      return 'accept';
    case 'waits':
      return 'wait';
    case 'rejects':
    case 'price_unknown':
      return 'reject';
  }
}

/** In how many seconds the last of these jobs may have ended; null where that cannot be estimated. */
export async function etaOf({ store }: Pick<Deps, 'store'>, jobs: NewJob[]): Promise<number | null> {
  // When a source ends is not known before.
  if (jobs.some(({ source }) => source)) return null;
  const last = {
    generation: jobs.findLast(({ type }) => type === 'generation'),
    download: jobs.findLast(({ type }) => type === 'download'),
  };
  const ahead = Math.max(0, jobs.filter(({ type }) => type === 'generation').length - 1);
  const outlooks = await Promise.all(
    [last.generation, last.download].flatMap((job) =>
      job ? [store.outlooks.about(newRecord(job), job.type === 'generation' ? ahead : 0)] : [],
    ),
  );
  const etas = outlooks.map((outlook) => outlook?.etaMs ?? null);
  return etas.length === 0 || etas.includes(null) ? null : Math.ceil(Math.max(...(etas as number[])) / 1_000);
}

function countUnits(jobs: NewJob[]): Record<string, number> {
  const units = new Map<string, number>();
  const add = (unit: string, count: number) => void units.set(unit, (units.get(unit) ?? 0) + count);
  for (const job of jobs) {
    const { own, chained } = callsOf(job);
    add(own, 1);
    if (chained) add(chained.unit, chained.count);
  }
  return Object.fromEntries(units);
}

/** null when the price of any call is not set. */
function sumCost(jobs: NewJob[]): string | null {
  let sum = 0n;
  for (const job of jobs) {
    const { chained } = callsOf(job);
    if (typeof job.price !== 'number' || (chained && typeof job.chainPrice !== 'number')) return null;
    sum += BigInt(job.price) + BigInt(chained?.count ?? 0) * BigInt(job.chainPrice ?? 0);
  }
  return formatCost(sum);
}

type Calls = { own: string; chained: { unit: string; count: number } | null };

function callsOf({ type, request }: NewJob): Calls {
  if (type === 'download') return { own: `downloads.${(request as DownloadRequest).size_name}`, chained: null };
  const { download } = request as GenerationRequest;
  if (!download) return { own: 'generations', chained: null };
  return { own: 'generations', chained: { unit: `downloads.${download.size_name}`, count: countChained(request) } };
}
