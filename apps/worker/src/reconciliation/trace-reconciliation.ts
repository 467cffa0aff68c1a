import { isWorthShowing, type Tracing } from '@darkroom/telemetry';

import type { Held, StepOutcome } from './step-outcome.ts';

/** Why a worker stopped running a reconciliation. `waits`: for a turn in the query budget. */
export type StintEnd = 'stopped' | 'overtaken' | 'waits' | 'delayed' | 'failed' | 'completed';

/** Runs a step of a reconciliation, in its trace. */
export type TraceStep = (held: Held, step: () => Promise<StepOutcome>) => Promise<StepOutcome>;

/**
 * Runs a reconciliation for as long as this worker has it, as a trace of its own. Each step is a span with its call to Getty; of thousands of like steps only
 * some are shown, and each that failed.
 */
export async function reconcileInTrace(
  tracing: Tracing | undefined,
  taken: Held['taken'],
  run: (traceStep: TraceStep) => Promise<StintEnd>,
): Promise<void> {
  if (!tracing) {
    await run((_held, step) => step());
    return;
  }
  const span = tracing.start({
    name: 'reconcile',
    kind: 'internal',
    attributes: { 'darkroom.reconciliation.id': taken.record.id, 'darkroom.step': taken.steps + 1 },
    // One that waits for its turn is taken again and again.
    mayBeLeftOut: true,
  });
  const count = { steps: 0 };
  try {
    const outcome = await span.run(() => run(traceStep));
    span.end({
      attributes: { 'darkroom.outcome': outcome, 'darkroom.steps': count.steps },
      error: outcome === 'failed' || outcome === 'delayed' ? outcome : undefined,
      leaveOut: outcome === 'waits' && count.steps <= 1 && !isWorthShowing(taken.steps + 1),
    });
  } catch (error) {
    span.end({ error: (error as Error).name });
    throw error;
  }

  async function traceStep(held: Held, step: () => Promise<StepOutcome>): Promise<StepOutcome> {
    count.steps++;
    const number = held.taken.steps + 1;
    const phase = held.taken.work['phase'] ?? 'getty';
    const below = span.child({ name: `reconcile ${phase}`, kind: 'internal', attributes: { 'darkroom.step': number }, mayBeLeftOut: true });
    const outcome = await below.run(step).catch((error: unknown) => {
      below.end({ error: (error as Error).name });
      throw error;
    });
    const hasFailed = (outcome.kind === 'wait' && outcome.failed !== undefined) || (outcome.kind === 'end' && outcome.error !== undefined);
    below.end({
      attributes: { 'darkroom.outcome': outcome.kind },
      error: hasFailed ? 'failed' : undefined,
      leaveOut: !hasFailed && !isWorthShowing(number),
    });
    return outcome;
  }
}
