import type { Deps, Pass } from './deps.ts';
import type { Outcome } from './outcome.ts';
import { PAUSES, type Pause } from './pauses.ts';

/** A job in line is woken by whoever frees its slot; this is only the fall-back, so it may be long. */
export const FALL_BACK_MS = 10 * 60_000;
/** Paused jobs come back spread over this time. */
const SPREAD_MS = 30_000;

/** Takes a slot of a resource, or a place in its fair line, or parks while sending is paused. Returns nothing when the slot is ours. */
export async function slotOrLine(deps: Deps, pass: Pass, resource: string, pause: Pause): Promise<Outcome | undefined> {
  const dueAt = Math.round(Math.min(deps.clock.now() + FALL_BACK_MS * (1 + deps.random()), pass.record.deadlineAt));
  const { probeMs, reason } = PAUSES[pause.kind];
  const answer = await deps.store.passes.takeSlot(pass, { resource, dueAt, pause: { name: pause.name, probeMs } });
  switch (answer.code) {
    case 'granted':
      return undefined;
    case 'waiting':
      return { kind: 'waiting_for_slot', at: dueAt };
    case 'paused':
      return { kind: 'snoozed', status: 'queued', reason, at: Math.round(answer.until + SPREAD_MS * deps.random()), leaveSlot: true };
    case 'fenced':
      return { kind: 'overtaken' };
  }
}
