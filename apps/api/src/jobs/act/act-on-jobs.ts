import { BulkRequest, formatCost, JobId, type BulkAction, type BulkFilter, type BulkItem, type Prices } from '@darkroom/contracts';
import { describeShort, type BulkOutcome, type BulkResult, type BulkTargets, type Store } from '@darkroom/queue';

import { orInvalidCursor } from '../../http/request/cursor.ts';
import { tenantOrAll, type Answer, type Handler } from '../../http/handler.ts';
import { noteReplay, readAction } from '../../http/idempotency/read-action.ts';
import { stepInTrace, subjectOf } from '../../http/trace-action.ts';

const NOT_THERE = 'There is no job with this id.';

type Deps = { store: Store; prices: Prices | undefined };

/** `POST /v1/jobs/cancel`: up to 1,000 jobs, each as in a single call. */
export function cancelJobs(deps: Deps): Handler {
  const { store } = deps;
  return actOnJobs(deps, 'cancel', (asked) => store.bulk.cancel(asked));
}

/** `POST /v1/jobs/retry`: the same. */
export function retryJobs(deps: Deps): Handler {
  const { store } = deps;
  return actOnJobs(deps, 'retry', (asked, { confirm_cost: confirmCost }) =>
    store.bulk.retry({ ...asked, confirmCost: confirmCost === true }),
  );
}

type Asked = Parameters<Store['bulk']['cancel']>[0];

function actOnJobs(
  { store, prices }: Deps,
  action: BulkAction['action'],
  act: (asked: Asked, body: BulkRequest) => Promise<BulkOutcome>,
): Handler {
  return async (request, response) => {
    const { body, idempotency, author } = await readAction(store, { request, response }, BulkRequest);
    const { noted } = response.locals;
    const tenant = tenantOrAll(response);
    const dryRun = body.dry_run === true;
    const acted = await orInvalidCursor(act({ tenant, targets: targetsOf(body), idempotency, author, dryRun }, body));
    noteReplay(response, acted.replayed);
    if (!dryRun && !acted.replayed) traceEach(response, action, acted.results);
    const answer = present({
      action,
      dryRun,
      nextCursor: acted.nextCursor,
      data: itemsOf(action, body, acted.results),
      cost: prices ? sumCost(acted.results) : null,
    });
    noted.accepted = answer.counts.done + answer.counts.requested;
    noted.rejected = answer.counts.refused;
    response.json(answer);
  };
}

/** OpenTelemetry keeps so many links of a span. */
const MOST_LINKS = 128;

/** The action as a step in the traces of the jobs that it changed; the span of the request refers to the first of them. */
function traceEach(response: Answer, action: BulkAction['action'], results: BulkResult[]): void {
  const { span } = response.locals;
  if (!span) return;
  const changed = results.flatMap(({ outcome, record }) =>
    record && (outcome === 'done' || outcome === 'requested') ? [{ outcome, record }] : [],
  );
  for (const { record } of changed.slice(0, MOST_LINKS)) span.linkTo(record.spec.trace);
  for (const { outcome, record } of changed) stepInTrace(span, { action, outcome }, subjectOf(record));
}

function targetsOf({ ids, filter, cursor }: BulkRequest): BulkTargets {
  return ids ? { ids: ids.filter(isJobId) } : { filter: filterOf(filter!), cursor };
}

function isJobId(id: string): id is JobId {
  return JobId.safeParse(id).success;
}

/** The result for each requested id, in order: an invalid id was not looked up, and does not exist. */
function itemsOf(action: BulkAction['action'], { ids }: BulkRequest, results: BulkResult[]): BulkItem[] {
  const items = results.map((result) => presentItem(action, result));
  if (!ids) return items;
  const byId = new Map(items.map((item): [string, BulkItem] => [item.id, item]));
  return ids.map((id) => byId.get(id) ?? refused(id, 'not_found', NOT_THERE));
}

function filterOf(asked: BulkFilter): Extract<BulkTargets, { filter: unknown }>['filter'] {
  const { metadata } = asked;
  return {
    types: list(asked.type),
    statuses: list(asked.status),
    reasons: list(asked.reason),
    operations: list(asked.operation),
    billing: list(asked.billing),
    batchId: asked.batch_id,
    parentId: asked.parent_id,
    sourceJobId: asked.source_job_id,
    gettyId: asked.generation_request_id,
    projectCode: asked.project_code,
    productId: asked.product_id,
    createdAfter: instant(asked.created_after),
    createdBefore: instant(asked.created_before),
    metadata: metadata && Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, String(value)])),
    search: asked.q,
  };
}

/** What the jobs that run again pay; null when the price of one was not set. */
function sumCost(results: BulkResult[]): string | null {
  const costs = results.map(({ cost = 0 }) => cost);
  return costs.includes(null) ? null : formatCost(costs.reduce((sum, cost) => sum + BigInt(cost ?? 0), 0n));
}

type Presented = { action: BulkAction['action']; dryRun: boolean; cost: string | null; data: BulkItem[]; nextCursor: string | null };

function present({ action, dryRun, cost, data, nextCursor }: Presented): BulkAction {
  const count = (outcome: BulkItem['outcome']) => data.filter((item) => item.outcome === outcome).length;
  return {
    object: 'bulk_action',
    action,
    dry_run: dryRun,
    matched: data.length,
    counts: { done: count('done'), requested: count('requested'), refused: count('refused') },
    cost,
    data,
    next_cursor: nextCursor,
  };
}

function presentItem(action: BulkAction['action'], { id, outcome, record, need }: BulkResult): BulkItem {
  switch (outcome) {
    case 'done':
    case 'requested':
      return { id, outcome };
    case 'not_found':
      return refused(id, outcome, NOT_THERE);
    case 'already_finished':
      return refused(
        id,
        outcome,
        action === 'cancel' ? `The job has ended as ${record?.status}.` : 'The job has succeeded: there is nothing to run again.',
      );
    case 'not_finished':
      return refused(id, outcome, `The job is ${record?.status}. Only one that has ended can run again.`);
    case 'may_charge_again':
      return refused(id, outcome, 'The paid result is lost. Send "confirm_cost": true to pay for it again.');
    case 'budget_used_up':
    case 'price_unknown':
      return refused(id, outcome, describeShort(outcome, need!));
  }
}

function refused(id: string, code: Extract<BulkItem, { outcome: 'refused' }>['error']['code'], detail: string): BulkItem {
  return { id, outcome: 'refused', error: { code, detail } };
}

function list<Word>(words: Word | Word[] | undefined): Word[] | undefined {
  return words === undefined ? undefined : ([words].flat() as Word[]);
}

function instant(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
