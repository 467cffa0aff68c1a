import type { Deps, Pass } from '../pass/deps.ts';
import type { Image } from './image.ts';
import type { Outcome } from '../pass/outcome.ts';
import { FALL_BACK_MS } from '../limits/slot-or-line.ts';

/**
 * Takes the slot of the image again, or a place in its line. A download that Getty has, or may have, checks its image only while it has the
 * slot; a run that continues with a poll must regain the slot that the previous run returned. Returns undefined when it has the slot.
 */
export async function regainImage(deps: Deps, pass: Pass, image: Image): Promise<Outcome | undefined> {
  const resource = `image.${image.key}`;
  const { record } = pass;
  if (record.slot === resource) return undefined;
  const dueAt = Math.round(Math.min(deps.clock.now() + FALL_BACK_MS * (1 + deps.random()), record.deadlineAt));
  const status = record.intent ? 'submitting' : 'waiting';
  const answer = await deps.store.passes.takeSlot(pass, { resource, dueAt, status });
  switch (answer.code) {
    case 'granted':
      return undefined;
    case 'waiting':
      // At its deadline it does not wait longer: Getty's file may belong to another download.
      if (record.intent === null && deps.clock.now() >= record.deadlineAt) return { kind: 'expired', story: { event: 'expired' } };
      return { kind: 'waiting_for_slot', at: dueAt };
    case 'paused':
    case 'fenced':
      return { kind: 'overtaken' };
  }
}
