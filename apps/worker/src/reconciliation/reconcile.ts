import { randomUUID } from 'node:crypto';

import type { ReconciliationRecord } from '@darkroom/queue';

import { afterError } from './after-error.ts';
import { checkUnseen, countUnseen } from './check-unseen.ts';
import { readGetty } from './read-getty.ts';
import { readOurs } from './read-ours.ts';
import type { ReconcilerDeps } from './reconciler-deps.ts';
import { settleStrays } from './settle-strays.ts';
import { SHOWN, type Held, type Phase, type StepOutcome } from './step-outcome.ts';
import { readStrays } from './stray.ts';
import { reconcileInTrace, type StintEnd, type TraceStep } from './trace-reconciliation.ts';

export type ReconciliationEvents = {
  /** An error that is not Getty's refusal; the step is tried again. */
  reconciliationDelayed: (delayed: { id: string; waitMs: number; error: unknown }) => void;
  reconciliationEnded: (ended: { id: string; status: ReconciliationRecord['status']; error: ReconciliationRecord['error'] }) => void;
};

/**
 * Takes a reconciliation that is due and runs it, step by step, until it ends, waits, or `isStopping`. Each step reads one page, and stores what it
 * found together with where the next begins. Returns whether there was one.
 */
export async function reconcileNext(
  deps: ReconcilerDeps & { events: ReconciliationEvents },
  isStopping: () => boolean = () => false,
): Promise<boolean> {
  const taken = await deps.store.reconciliationWork.take(randomUUID());
  if (!taken) return false;
  await reconcileInTrace(deps.tracing, taken, (traceStep) => goOn(deps, taken, { isStopping, traceStep }));
  return true;
}

/** Runs a reconciliation until it ends, waits, or `isStopping`. Returns what it has come to. */
async function goOn(
  deps: ReconcilerDeps & { events: ReconciliationEvents },
  taken: Held['taken'],
  { isStopping, traceStep }: { isStopping: () => boolean; traceStep: TraceStep },
): Promise<StintEnd> {
  const { store, events, clock } = deps;
  const { id } = taken.record;
  const held: Held = {
    taken,
    seen: await store.reconciliationWork.seen(id),
    strays: readStrays(await store.reconciliationWork.strays(id)),
  };
  for (;;) {
    if (isStopping()) {
      await store.reconciliationWork.putOff(held.taken, 0);
      return 'stopped';
    }
    const failures = Number(held.taken.work['failures'] ?? 0);
    const outcome = await traceStep(held, () =>
      runStep(deps, held).catch((error: unknown) => afterError(error, { held, failures, now: clock.now() })),
    );
    switch (outcome.kind) {
      case 'step': {
        const next = await store.reconciliationWork.step(held.taken, { ...outcome.step, work: { failures: '', ...outcome.step.work } });
        if (!next) return 'overtaken'; // another worker has it
        held.taken = next;
        if (outcome.step.reset) {
          held.seen.clear();
          held.strays = readStrays(new Map());
        }
        break;
      }
      case 'wait':
        if (outcome.failed !== undefined) events.reconciliationDelayed({ id, waitMs: outcome.waitMs, error: outcome.failed });
        await store.reconciliationWork.putOff(
          held.taken,
          outcome.waitMs,
          outcome.failed === undefined ? {} : { failures: String(failures + 1) },
        );
        return outcome.failed === undefined ? 'waits' : 'delayed';
      case 'end': {
        const isEnded = await store.reconciliationWork.end(held.taken, outcome.error);
        if (isEnded) events.reconciliationEnded({ id, status: outcome.error ? 'failed' : 'completed', error: outcome.error ?? null });
        return !isEnded ? 'overtaken' : outcome.error ? 'failed' : 'completed';
      }
    }
  }
}

async function runStep(deps: ReconcilerDeps, held: Held): Promise<StepOutcome> {
  const phase = (held.taken.work['phase'] ?? 'getty') as Phase;
  switch (phase) {
    case 'getty':
      return held.taken.steps === 0 ? { kind: 'step', step: begin(deps) } : readGetty(deps, held);
    case 'ours':
      return readOurs(deps, held);
    case 'check':
      return checkUnseen(deps, held);
    case 'strays':
      return settleStrays(deps, held);
    case 'unseen':
      return countUnseen(deps, held);
    case 'publish':
      return { kind: 'end' };
  }
}

/** The prices of today are those of the whole reconciliation's report. */
function begin({ prices }: ReconcilerDeps) {
  return { set: { step: SHOWN.getty, ...(prices && { currency: prices.currency }) }, work: { phase: 'getty' } };
}
