import type { Deps, Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import { PAUSES, type Pause } from './pauses.ts';

/** A job in line is woken when its slot is freed. This is only the fall-back, so it may be long. */
export const FALL_BACK_MS = 10 * 60_000;
/** The fall-back of a paused job, which is woken when the pause ends. */
const PAUSED_FALL_BACK_MS = 60 * 60_000;

/**
 * Takes a slot of a resource, or a place in its fair line, or parks while sending is paused. Returns undefined when the job has the slot.
 */
export async function slotOrLine(deps: Deps, pass: Pass, resource: string, pause: Pause): Promise<Outcome | undefined> {
  const within = (ms: number) => Math.round(Math.min(deps.clock.now() + ms * (1 + deps.random()), pass.record.deadlineAt));
  const dueAt = within(FALL_BACK_MS);
  const { code } = await deps.store.passes.takeSlot(pass, { resource, dueAt, pausedAs: PAUSES[pause.kind].reason });
  switch (code) {
    case 'granted':
      return undefined;
    case 'waiting':
      return { kind: 'waiting_for_slot', at: dueAt };
    case 'paused':
      return { kind: 'parked', at: within(PAUSED_FALL_BACK_MS) };
    case 'fenced':
      return { kind: 'overtaken' };
  }
}
