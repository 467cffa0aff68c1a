import type { Reconciliation } from '@darkroom/contracts';
import type { ReconciliationStep, TakenReconciliation } from '@darkroom/queue';

import type { Strays } from './stray.ts';

/** What a worker remembers of the reconciliation that it holds, so that it reads it from Redis only once. */
export type Held = { taken: TakenReconciliation; seen: Set<string>; strays: Strays };

/** What a step came to: something to store, a wait, or the end. */
export type StepOutcome =
  | { kind: 'step'; step: ReconciliationStep }
  | { kind: 'wait'; waitMs: number; failed?: unknown }
  | { kind: 'end'; error?: NonNullable<Reconciliation['error']> };

/** Where a reconciliation stands: Getty's history first, then our records, then what is left of both. */
export const PHASES = ['getty', 'ours', 'check', 'strays', 'unseen', 'publish'] as const;
export type Phase = (typeof PHASES)[number];

/** The phase as callers see it. */
export const SHOWN: Record<Phase, Reconciliation['progress']['step']> = {
  getty: 'getty',
  ours: 'ours',
  check: 'checking',
  strays: 'checking',
  unseen: 'checking',
  publish: 'checking',
};

/** The first step of a phase is where the one before ends. */
export function enter(phase: Phase): Pick<Required<ReconciliationStep>, 'set' | 'work'> {
  return { set: { step: SHOWN[phase] }, work: { phase } };
}
