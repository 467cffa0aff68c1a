import type { PaidCall as PaidCallName } from '@darkroom/contracts';
import type { PaidCallOptions } from '@darkroom/getty';
import { askedBy, lookOf } from '@darkroom/queue';

import { START_WITHIN_MS, type Deps, type Pass } from '../pass/deps.ts';

/**
 * Makes a paid call: writes the intent, then calls. The intent is in the record before a byte is sent, and a call that would start too long
 * after it is not made: look-ups count from the intent.
 */
export type PaidCall<Answer> =
  | { kind: 'answered'; intent: string; answer: Answer }
  | { kind: 'threw'; intent: string; error: unknown }
  | { kind: 'canceled' }
  /** The pending limit fell after its slot was granted. */
  | { kind: 'no_slot' }
  /** A pause has begun, or Getty has gone away, since the slot was granted. */
  | { kind: 'paused' }
  /** Redis may have lost the record of a call that was made for this job. */
  | { kind: 'in_doubt' }
  | { kind: 'overtaken' };

export async function paidCall<Answer>(
  deps: Pick<Deps, 'store' | 'clock' | 'policy'>,
  pass: Pass,
  kind: PaidCallName,
  send: (intent: string, options: PaidCallOptions) => Promise<Answer>,
): Promise<PaidCall<Answer>> {
  const { intent, code, intentAt } = await intentOf(deps, pass, kind);
  if (code === 'canceled' || code === 'no_slot' || code === 'paused' || code === 'in_doubt') return { kind: code };
  if (code !== 'new') return { kind: 'overtaken' };
  try {
    return { kind: 'answered', intent, answer: await send(intent, { startBefore: intentAt + START_WITHIN_MS }) };
  } catch (error) {
    return { kind: 'threw', intent, error };
  }
}

/** The intent that `begin` has written for this pass, or a new one. */
async function intentOf(deps: Pick<Deps, 'store' | 'clock' | 'policy'>, pass: Pass, kind: PaidCallName) {
  const { intent } = pass.record;
  if (pass.fastPath && intent) return { intent: intent.id, code: 'new', intentAt: intent.at } as const;
  const intentAt = deps.clock.now();
  const unmarked = pass.record.type === 'generation' && deps.policy.notes === 'off';
  const look = unmarked ? lookOf(askedBy(pass.record)) : undefined;
  return { ...(await deps.store.passes.intend(pass, kind, look)), intentAt };
}
