import { GoneError, NotFoundError, TerminalError, type HistoryItem } from '@darkroom/getty';
import { digestOf } from '@darkroom/queue';

import { createFindings } from './findings.ts';
import { digestOfCall, noteMatch } from './match-page.ts';
import { noteOursOnly } from './read-ours.ts';
import { RECONCILER_LIMITS, type ReconcilerDeps } from './reconciler-deps.ts';
import { enter, type Held, type StepOutcome } from './step-outcome.ts';
import { takeReadTurn } from '../limits/take-read-turn.ts';
import type { UnseenCall } from './unseen-call.ts';

const PORTION = 500;

/**
 * Looks once more for the calls that Getty has not shown: its history may be late, and entries can slip between two pages. Waits until the
 * latest of them must have arrived.
 */
export async function checkUnseen(deps: ReconcilerDeps, held: Held): Promise<StepOutcome> {
  const { record, work } = held.taken;
  const waitMs = Number(work['settles_at'] ?? 0) - deps.clock.now();
  const count = Number(work['unseen'] ?? 0);
  if (count > 0 && waitMs > 0) return { kind: 'wait', waitMs };
  if (count > (deps.limits ?? RECONCILER_LIMITS).mostAsked)
    return { kind: 'step', step: { set: { step: 'checking' }, work: { phase: 'getty', pass: '2', page: '1' } } };

  const index = Number(work['index'] ?? 0);
  const [call] = await readUnseen(deps, record.id, { from: index, most: 1 });
  if (!call) return { kind: 'step', step: { ...enter('strays'), work: { phase: 'strays', index: '' } } };
  const next = { index: String(index + 1) };
  const entry = call.id === null || held.seen.has(digestOfCall({ id: call.job }, call)) ? null : await askFor(deps, call.id);
  if (entry === null) return { kind: 'step', step: { work: next } };

  const findings = createFindings(record, deps.prices);
  const [[job], requests] = await Promise.all([deps.store.paidJobs.getMany([call.job]), deps.store.paidJobs.requests([call.job])]);
  if (job) {
    const own = job.calls.find(({ mark, at }) => mark === call.mark && at === call.at) ?? null;
    noteMatch(findings, entry, { job, call: own, request: requests.get(job.id) });
  }
  const seen = [digestOf(entry.generation_request_id), digestOfCall({ id: call.job }, call)];
  for (const digest of seen) held.seen.add(digest);
  return { kind: 'step', step: { work: next, views: findings.views(), seen } };
}

/** Counts the calls that Getty has not shown until the end. */
export async function countUnseen(deps: ReconcilerDeps, held: Held): Promise<StepOutcome> {
  const { record, work } = held.taken;
  const index = Number(work['index'] ?? 0);
  const calls = await readUnseen(deps, record.id, { from: index, most: PORTION });
  const findings = createFindings(record, deps.prices);
  for (const call of calls) if (!held.seen.has(digestOfCall({ id: call.job }, call))) noteOursOnly(findings, call);
  const isLast = calls.length < PORTION;
  return {
    kind: 'step',
    step: { work: { phase: isLast ? 'publish' : 'unseen', index: String(index + calls.length) }, views: findings.views() },
  };
}

async function readUnseen({ store }: ReconcilerDeps, id: string, { from, most }: { from: number; most: number }): Promise<UnseenCall[]> {
  return (await store.reconciliationWork.unseen(id, from, most)).map((json) => JSON.parse(json) as UnseenCall);
}

/** Not every edition of Getty's API has this call. @throws GettyError if Getty does not answer */
async function askFor(deps: ReconcilerDeps, id: string): Promise<HistoryItem | null> {
  await takeReadTurn(deps);
  try {
    const entry = await deps.getty.historyItem(id);
    return entry.generation_request_id === id ? entry : null;
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof GoneError || error instanceof TerminalError) return null;
    throw error;
  }
}
