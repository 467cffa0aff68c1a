import type { Deps, Pass } from './deps.ts';
import type { Outcome } from './outcome.ts';

/** A job in line is woken by whoever frees its slot; this is only the fall-back, so it may be long. */
const FALL_BACK_MS = 10 * 60_000;

/** Takes a slot of a resource, or a place in its fair line. Returns nothing when the slot is ours. */
export async function slotOrLine(deps: Deps, pass: Pass, resource: string): Promise<Outcome | undefined> {
  const at = Math.min(deps.clock.now() + FALL_BACK_MS * (1 + deps.random()), pass.record.deadlineAt);
  switch (await deps.store.passes.takeSlot(pass, resource, Math.round(at))) {
    case 'granted':
      return undefined;
    case 'waiting':
      return { kind: 'waiting_for_slot', at: Math.round(at) };
    case 'fenced':
      return { kind: 'overtaken' };
  }
}
