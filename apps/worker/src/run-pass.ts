import type { ReminderData, ReminderOutcome } from '@darkroom/queue';

import { conclude } from './conclude.ts';
import type { Deps } from './deps.ts';
import { runDownload } from './download.ts';
import type { WorkerEvents } from './events.ts';
import { runGeneration } from './generation.ts';

/** One pass over a due job: begin (straight to the paid call, where nothing stands in its way), one step on, conclude. */
export async function runPass(deps: Deps & { events: Pick<WorkerEvents, 'passEnded'> }, reminder: ReminderData): Promise<ReminderOutcome> {
  const startedAt = deps.clock.now();
  await deps.polls.refresh();
  // A call without a mark says in its intent what it asks for, which only the record knows.
  const straight = deps.getty.isWarm() && deps.policy.notes === 'append';
  const pass = await deps.store.passes.begin(reminder.id, reminder.run, straight ? 'generate' : undefined);
  if (typeof pass === 'string') return { note: pass };

  const outcome = await (pass.record.type === 'generation' ? runGeneration(deps, pass) : runDownload(deps, pass));
  const reminded = await conclude({ store: deps.store, now: () => deps.clock.now() }, pass, outcome);
  deps.events.passEnded({ pass, outcome, note: reminded.note, durationMs: deps.clock.now() - startedAt });
  return reminded;
}
