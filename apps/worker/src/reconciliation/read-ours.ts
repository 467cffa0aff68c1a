import { operationOfRequest, type GenerationRequest, type Tenant } from '@darkroom/contracts';
import type { Asked, PaidCall, PaidJob } from '@darkroom/queue';

import { CLOCK_SKEW_MS } from '../generation/history-window.ts';
import { absenceCountsAt } from '../pass/deps.ts';
import { createFindings, type Findings } from './findings.ts';
import { digestOfCall, isCharged, isWithin } from './match-page.ts';
import type { ReconcilerDeps } from './reconciler-deps.ts';
import { enter, type Held, type StepOutcome } from './step-outcome.ts';
import type { UnseenCall } from './unseen-call.ts';

/** So many calls that Getty did not show are looked at once more; further ones are counted at once. */
const MOST_UNSEEN = 20_000;

/** What one page of our jobs adds to a step. */
type Ours = { unseen: UnseenCall[]; seen: string[]; strays: Record<string, string>; noStrays: string[]; settlesAt: number };

/**
 * One page of our jobs: which of their paid calls Getty has not shown, and which strays they explain. Jobs that still wait for Getty are no
 * difference.
 */
export async function readOurs(deps: ReconcilerDeps, held: Held): Promise<StepOutcome> {
  const { record, work } = held.taken;
  const tenants = record.tenant === null ? await deps.store.jobs.tenants() : [record.tenant];
  const tenant = tenants.find((one) => one >= (work['tenant'] ?? ''));
  if (tenant === undefined) return { kind: 'step', step: { ...enter('check'), work: { ...enter('check').work, tenant: '', after: '' } } };

  const after = work['after'] === undefined ? undefined : (JSON.parse(work['after']) as { id: string; created_at: number });
  const page = await deps.store.paidJobs.page({
    tenant,
    from: record.from - CLOCK_SKEW_MS,
    to: record.to,
    after: after && work['tenant'] === tenant ? after : undefined,
  });
  const findings = createFindings(record, deps.prices);
  const found: Ours = { unseen: [], seen: [], strays: {}, noStrays: [], settlesAt: Number(work['settles_at'] ?? 0) };
  const candidates = page.jobs.filter((job) => held.strays.all.size > 0 || job.calls.some((call) => isExpected(held, job, call)));
  const requests = await deps.store.paidJobs.requests(candidates.map(({ id }) => id));
  for (const job of candidates) lookAtJob(deps, { held, job, request: requests.get(job.id), found, findings });

  const room = Math.max(0, MOST_UNSEEN - Number(work['unseen'] ?? 0));
  for (const call of found.unseen.splice(room)) noteOursOnly(findings, call);
  findings.progress({ jobs: page.looked });
  for (const digest of found.seen) held.seen.add(digest);
  const place = page.next === null ? { tenant: `${tenant} `, after: '' } : { tenant, after: JSON.stringify(page.next) };
  return {
    kind: 'step',
    step: {
      work: { ...place, unseen: String(Number(work['unseen'] ?? 0) + found.unseen.length), settles_at: String(found.settlesAt) },
      views: findings.views(),
      seen: found.seen,
      strays: found.strays,
      noStrays: found.noStrays,
      unseen: found.unseen.map((call) => JSON.stringify(call)),
    },
  };
}

/** Whether Getty should have shown a call, and has not. */
function isExpected(held: Held, job: PaidJob, call: PaidCall): boolean {
  if (!isWithin(held.taken.record, call.at) || call.state === 'not_charged') return false;
  return !held.seen.has(digestOfCall(job, call));
}

type Look = { held: Held; job: PaidJob; request: GenerationRequest | undefined; found: Ours; findings: Findings };

function lookAtJob({ policy }: ReconcilerDeps, { held, job, request, found, findings }: Look): void {
  const drop = (id: string): void => {
    held.strays.remove(id);
    delete found.strays[id];
    found.noStrays.push(id);
  };
  const asked = request && { request, sourceId: job.sourceId };
  for (const call of job.calls) {
    if (!isExpected(held, job, call)) continue;
    const stray = asked && call.state === 'unknown' ? held.strays.ofCall(asked, call.at) : undefined;
    if (call.isUnderWay) {
      // It may have made this one: its look-up will find out.
      if (stray !== undefined) drop(stray);
      continue;
    }
    if (job.status === 'waiting' && call === job.calls.at(-1)) continue;
    if (stray !== undefined) {
      drop(stray);
      found.seen.push(digestOfCall(job, call));
      findings.difference([job.tenant], {
        kind: 'different',
        generation_request_id: stray,
        job_id: job.id,
        fields: ['generation_request_id', 'billing'],
        operation: operationOfRequest(request),
        price: job.price,
        isCharged: false,
      });
      continue;
    }
    const settlesAt =
      call.state === 'unknown' ? absenceCountsAt(policy, call.at) : (job.finishedAt ?? job.updatedAt) + policy.historySettleMs;
    found.settlesAt = Math.max(found.settlesAt, settlesAt);
    found.unseen.push(toUnseen(job, call, request));
  }
  if (asked) showStrays({ held, tenant: job.tenant, asked, found });
}

/** Its tenant may see entries that show the same as its request. */
function showStrays({ held, tenant, asked, found }: { held: Held; tenant: Tenant; asked: Asked; found: Ours }): void {
  for (const [id, stray] of held.strays.show(tenant, asked)) found.strays[id] = JSON.stringify(stray);
}

/** Getty's id, if the record has only one that can be meant. */
function toUnseen(job: PaidJob, call: PaidCall, request: GenerationRequest | undefined): UnseenCall {
  const isLatest = call === job.calls.at(-1);
  return {
    job: job.id,
    tenant: job.tenant,
    mark: call.mark,
    at: call.at,
    id: isCharged(call) && (isLatest || job.gettyIds.length === 1) ? (job.gettyIds.at(-1) ?? null) : null,
    operation: operationOfRequest(request),
    price: job.price,
    isCharged: isCharged(call),
  };
}

export function noteOursOnly(findings: Findings, call: UnseenCall): void {
  findings.difference([call.tenant], {
    kind: 'ours_only',
    generation_request_id: call.id,
    job_id: call.job,
    fields: [],
    operation: call.operation,
    price: call.price,
    isCharged: call.isCharged,
  });
}
