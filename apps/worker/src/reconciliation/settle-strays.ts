import { operationOfRequest } from '@darkroom/contracts';
import { createFindings } from './findings.ts';
import { digestOfCall, isCharged, jobsOf, noteGettyOnly } from './match-page.ts';
import type { ReconcilerDeps } from './reconciler-deps.ts';
import { enter, type Held, type StepOutcome } from './step-outcome.ts';
import type { Stray } from './stray.ts';

const PORTION = 500;

/**
 * Settles the entries that none of our records has explained. Some got an owner while our records were read. One with the mark of a call whose
 * own id Getty never showed is that call's, under another id. The others are Getty's only.
 */
export async function settleStrays(deps: ReconcilerDeps, held: Held): Promise<StepOutcome> {
  const some = [...held.strays.all].slice(0, PORTION);
  if (some.length === 0) return { kind: 'step', step: { ...enter('unseen'), work: { phase: 'unseen', index: '' } } };
  const findings = createFindings(held.taken.record, deps.prices);
  const owners = await deps.store.jobs.ownersOf(some.map(([id]) => id));
  const jobIds = [...new Set([...jobsOf(owners), ...some.flatMap(([, { marked }]) => (marked ? [marked.job] : []))])];
  const [jobs, requests] = await Promise.all([deps.store.paidJobs.getMany(jobIds), deps.store.paidJobs.requests(jobIds)]);
  const jobOf = (id: string | undefined) => jobs.find((job) => job.id === id);

  const seen: string[] = [];
  const settle = (id: string, stray: Stray): void => {
    const made = owners.get(id);
    if (made?.jobId === null) return findings.notCompared(stray.isCounted ? 1 : 0);
    const owner = jobOf(made?.jobId);
    if (owner) {
      for (const call of owner.calls)
        if (stray.at !== null && call === nearest(owner.calls, stray.at)) seen.push(digestOfCall(owner, call));
      return stray.isCounted ? findings.matched(owner.tenant) : undefined;
    }
    const marked = stray.marked && jobOf(stray.marked.job);
    const call = marked?.calls.find(({ mark }) => mark === stray.marked?.mark);
    if (!marked || !call) return stray.isCounted ? noteGettyOnly(findings, id, stray) : undefined;
    const digest = digestOfCall(marked, call);
    if (held.seen.has(digest) || seen.includes(digest)) return noteGettyOnly(findings, id, stray);
    seen.push(digest);
    findings.difference([marked.tenant], {
      kind: 'different',
      generation_request_id: id,
      job_id: marked.id,
      fields: ['generation_request_id'],
      operation: operationOfRequest(requests.get(marked.id)),
      price: marked.price,
      isCharged: isCharged(call),
    });
  };
  for (const [id, stray] of some) {
    settle(id, stray);
    held.strays.remove(id);
  }
  for (const digest of seen) held.seen.add(digest);
  return { kind: 'step', step: { work: {}, views: findings.views(), seen, noStrays: some.map(([id]) => id) } };
}

function nearest<Call extends { at: number }>(calls: Call[], at: number): Call | undefined {
  return calls.toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0];
}
