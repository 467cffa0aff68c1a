import { createHash, randomUUID } from 'node:crypto';

import { countChained, isFinal, type GenerationRequest, type JobId, type Tenant } from '@darkroom/contracts';

import type { By } from '../audit/by.ts';
import type { RunCommand } from '../lua/commands.ts';
import type { JobFilter } from '../lists/job-filter.ts';
import type { RetryOutcome } from '../jobs/decisions.ts';
import type { Jobs, StopOutcome } from '../jobs/jobs.ts';
import { encodeIdempotency, ENDPOINT_KEYS_KEPT_MS, unlessReused, type IdempotencyKey } from '../idempotency/idempotency.ts';
import type { JobRecord } from '../records/job/record.ts';
import { withPatience } from '../redis/waiting/redis-patience.ts';
import { createSteps, type Step } from '../redis/waiting/steps.ts';
import type { BudgetNeed } from '../records/budget-record.ts';
import { planRestart, type Decision } from '../jobs/restart.ts';
import { costOf, type Repurchase } from '../records/job/repurchase.ts';

/** The same action for many jobs, one command per job, so that Redis serves others in between. */
export type Bulk = ReturnType<typeof createBulk>;

export type BulkTargets =
  | { ids: JobId[] }
  | { filter: Omit<JobFilter, 'tenant'> & { search?: string | undefined }; cursor?: string | undefined };

/** Each job that changes has its own entry in the audit. */
/** `tenant`: null: jobs of all. */
export type BulkAsked = By & { tenant: Tenant | null; targets: BulkTargets; dryRun: boolean };

/** The result for a job; a refusal names the problem of a single call. */
export type BulkResult = {
  id: JobId;
  outcome:
    | 'done'
    | 'requested'
    | 'not_found'
    | 'already_finished'
    | 'not_finished'
    | 'may_charge_again'
    | 'budget_used_up'
    | 'price_unknown';
  /** Of `budget_used_up` and `price_unknown`: the budget. */
  need?: BudgetNeed;
  /** Of a `retry` that is done: what the next run costs, in millionths of the currency; null where a price was not set. */
  cost?: number | null;
  /** The current record, if it belongs to the tenant. */
  record?: JobRecord;
};

type Done = Pick<BulkResult, 'outcome' | 'need' | 'cost'>;

/** What the budgets would have room for, one after the other; undefined: for this one there is. */
type TryRestarts = (wanted: Repurchase[]) => Promise<({ outcome: 'budget_used_up' | 'price_unknown'; need: BudgetNeed } | undefined)[]>;

export type BulkOutcome = { results: BulkResult[]; nextCursor: string | null; replayed: boolean };

/** The most jobs of one call, of one page of a list, and of one step. */
const MOST_JOBS = 1_000;
const PAGE = 100;
const AT_ONCE = 25;

type Resolved = { ids: JobId[]; nextCursor: string | null };

export function createBulk(deps: {
  jobs: Pick<Jobs, 'getMany' | 'list' | 'cancel' | 'retry'>;
  budgets: { tryRestarts: TryRestarts };
  run: RunCommand;
  now: () => number;
}) {
  const { jobs, budgets, run, now } = deps;

  const cancel = (asked: BulkAsked): Promise<BulkOutcome> =>
    act(asked, async (record, idempotency) => {
      if (asked.dryRun) return { outcome: canceled(record) };
      return { outcome: ofStop(await jobs.cancel(record.id, record.type, { author: asked.author, idempotency })) };
    });

  /** `confirmCost`: also retry jobs that would be paid for again. */
  const retry = async (asked: BulkAsked & { confirmCost: boolean }): Promise<BulkOutcome> => {
    const { confirmCost, author, dryRun } = asked;
    const wanted = new Map<JobId, Repurchase>();
    const acted = await act(asked, async (record, idempotency) => {
      const plan = planRestart(record, { confirmCost, now: now() });
      if (typeof plan !== 'string') wanted.set(record.id, repurchaseOf(record, plan));
      const planned: Done = { outcome: typeof plan === 'string' ? plan : 'done' };
      return dryRun ? planned : ofRetry(await jobs.retry(record.id, { confirmCost, author, idempotency }));
    });
    const judged = dryRun ? await refuseShort(acted.results, wanted) : acted.results;
    return { ...acted, results: judged.map((result) => withCost(result, wanted.get(result.id))) };
  };

  /** What a retry of all these jobs would be refused for lack of units. */
  const refuseShort = async (results: BulkResult[], wanted: Map<JobId, Repurchase>): Promise<BulkResult[]> => {
    const asked = results.flatMap(({ id, outcome }) => (outcome === 'done' ? [wanted.get(id)!] : []));
    if (asked.length === 0) return results;
    const refusals = await withPatience(() => budgets.tryRestarts(asked));
    const byId = new Map(asked.map(({ record }, index) => [record.id, refusals[index]]));
    return results.map((result) => ({ ...result, ...byId.get(result.id) }));
  };

  /** @throws CursorError, KeyReusedError */
  const act = async (
    { tenant, targets, idempotency, dryRun }: BulkAsked,
    one: (record: JobRecord, idempotency: IdempotencyKey | undefined) => Promise<Done>,
  ): Promise<BulkOutcome> => {
    const step = createSteps();
    const resolved = await resolve(tenant, targets, step);
    const claimed = idempotency && !dryRun ? await step(() => claim(idempotency, resolved)) : { ...resolved, replayed: false };
    const results: BulkResult[] = [];
    for (let start = 0; start < claimed.ids.length; start += AT_ONCE) {
      const ids = claimed.ids.slice(start, start + AT_ONCE);
      const actOnSome = async (): Promise<BulkResult[]> => {
        const found = new Map((await jobs.getMany(ids)).map((record) => [record.id, record]));
        return Promise.all(
          ids.map(async (id): Promise<BulkResult> => {
            const record = found.get(id);
            if (!record || (tenant !== null && record.tenant !== tenant)) return { id, outcome: 'not_found' };
            return { id, ...(await one(record, idempotency && keyFor(idempotency, id))), record };
          }),
        );
      };
      results.push(...(await step(actOnSome)));
    }
    return { results, nextCursor: claimed.nextCursor, replayed: claimed.replayed };
  };

  /** The jobs to act on. */
  const resolve = async (tenant: Tenant | null, targets: BulkTargets, step: Step): Promise<Resolved> => {
    if ('ids' in targets) return { ids: targets.ids, nextCursor: null };
    const ids: JobId[] = [];
    let { cursor } = targets;
    for (;;) {
      const limit = Math.min(PAGE, MOST_JOBS - ids.length);
      const from = cursor;
      const page = await step(() => jobs.list({ ...targets.filter, tenant, limit, cursor: from }));
      ids.push(...page.records.map(({ id }) => id));
      // Reading stopped early on a short page with a next one.
      if (page.nextCursor === null || ids.length === MOST_JOBS || page.records.length < limit) return { ids, nextCursor: page.nextCursor };
      cursor = page.nextCursor;
    }
  };

  /**
   * Stores which jobs the key stands for before acting on the first: a repeated call may find other jobs by its filter. The jobs it acted
   * on are then known by keys of their own.
   */
  const claim = async (idempotency: IdempotencyKey, { ids, nextCursor }: Resolved): Promise<Resolved & { replayed: boolean }> => {
    const kept = `${nextCursor ?? '-'}|${ids.join(',')}`;
    const answer = unlessReused(
      await run('claim', { now: now(), idempotency: encodeIdempotency(idempotency, randomUUID(), ENDPOINT_KEYS_KEPT_MS), found: kept }),
    );
    if (answer.code === 'claimed') return { ids, nextCursor, replayed: false };
    const [cursor = '-', list = ''] = answer.found.split('|');
    return { ids: list.split(',').filter(Boolean) as JobId[], nextCursor: cursor === '-' ? null : cursor, replayed: true };
  };

  return { cancel, retry };
}

function keyFor(idempotency: IdempotencyKey, id: JobId): IdempotencyKey {
  return { ...idempotency, key: createHash('sha256').update(`${idempotency.key} ${id}`).digest('base64url') };
}

/** The result of canceling it now. */
function canceled({ status, intent }: JobRecord): BulkResult['outcome'] {
  if (isFinal(status)) return status === 'canceled' ? 'done' : 'already_finished';
  return status === 'held' || (status === 'queued' && intent === null) ? 'done' : 'requested';
}

function ofStop(stopped: StopOutcome): BulkResult['outcome'] {
  switch (stopped.outcome) {
    case 'stopped':
      return 'done';
    case 'asked':
      return 'requested';
    case 'ended':
      return stopped.record.status === 'canceled' ? 'done' : 'already_finished';
    case 'missing':
      return 'not_found';
  }
}

/** What the next run pays for. What Getty accepted is polled, and not paid again. */
function repurchaseOf(record: JobRecord, { change }: Decision): Repurchase {
  const { request } = record.spec;
  const hasStarted = record.type === 'download' || record.downloads.length > 0;
  return { record, own: change.status === 'queued', chained: hasStarted ? 0 : countChained(request as GenerationRequest) };
}

function withCost(result: BulkResult, wanted: Repurchase | undefined): BulkResult {
  return result.outcome === 'done' && wanted ? { ...result, cost: costOf(wanted) } : result;
}

function ofRetry(retried: RetryOutcome): Done {
  switch (retried.outcome) {
    case 'restarted':
    case 'ended':
      return { outcome: 'done' };
    case 'missing':
      return { outcome: 'not_found' };
    case 'not_finished':
    case 'already_finished':
    case 'may_charge_again':
      return { outcome: retried.outcome };
    case 'budget_used_up':
    case 'price_unknown':
      return { outcome: retried.outcome, need: retried.need };
  }
}
