import type { Deps, Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import { withoutTurn, type Turn } from '../pass/turn.ts';
import { FALL_BACK_MS } from './slot-or-line.ts';

/** A call that waits longer has others before it. */
const SCARCE_MS = 500;

/**
 * Takes a turn for this call in the shared query budget. Turns are assigned at most a second ahead, and the worker sleeps until then;
 * without one the job waits in the line and occupies no place in the worker. With `turn`, the call may be made now; otherwise the pass ends
 * with `wait`.
 */
export async function takeTurn(
  deps: Deps,
  pass: Pass,
  status: 'queued' | 'submitting' | 'waiting',
  kind?: 'poll',
): Promise<{ turn: Turn; wait?: undefined } | { turn?: undefined; wait: Outcome }> {
  const { turnAt, deadlineAt } = pass.record;
  if (turnAt === null && !pass.paced) return { turn: withoutTurn(pass) };
  const dueAt = Math.round(Math.min(deps.clock.now() + FALL_BACK_MS * (1 + deps.random()), deadlineAt));
  const paid = status === 'queued' && kind === undefined;
  const waiting = status === 'queued' ? ({ status, reason: 'throttled' } as const) : {};
  const answer = await deps.store.passes.takeTurn(pass, { class: paid ? 'paid' : 'poll', ...waiting, dueAt });
  switch (answer.code) {
    case 'fenced':
      return { wait: { kind: 'overtaken' } };
    case 'waiting':
      return { wait: { kind: 'waiting_for_turn', at: dueAt } };
    case 'turn':
      if (answer.waitMs > 0) await deps.clock.sleep(answer.waitMs);
      return { turn: { mark: answer.mark, scarce: turnAt !== null || answer.waitMs > SCARCE_MS } };
  }
}
