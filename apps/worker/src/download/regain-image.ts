import type { Deps, Pass } from '../pass/deps.ts';
import type { Image } from './image.ts';
import type { Outcome } from '../pass/outcome.ts';
import { FALL_BACK_MS } from '../limits/slot-or-line.ts';

/**
 * A download that Getty has, or may have, looks at its image only while the image is its own: a run that goes on from a poll takes the slot
 * that the run before gave back, and stands in line for it. Returns nothing when it has it.
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
      // At its deadline it does not wait on: what Getty has of the image may be another's.
      if (record.intent === null && deps.clock.now() >= record.deadlineAt) return { kind: 'expired', story: { event: 'expired' } };
      return { kind: 'waiting_for_slot', at: dueAt };
    case 'paused':
    case 'fenced':
      return { kind: 'overtaken' };
  }
}
