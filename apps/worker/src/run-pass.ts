import { isRedownload, type ReminderData, type ReminderOutcome } from '@darkroom/queue';

import { conclude } from './conclude.ts';
import type { Deps, Pass } from './pass/deps.ts';
import { runDownload } from './download/download.ts';
import type { WorkerEvents } from './events.ts';
import { runGeneration } from './generation/generation.ts';
import { runRedownload } from './redownload/redownload.ts';
import { NoTurnError } from './limits/no-turn.ts';
import type { Outcome } from './pass/outcome.ts';

/** Makes one pass over a due job: begin (with the paid call at once on the fast path), one step, conclude. */
export async function runPass(deps: Deps & { events: Pick<WorkerEvents, 'passEnded'> }, reminder: ReminderData): Promise<ReminderOutcome> {
  const startedAt = deps.clock.now();
  await deps.polls.refresh();
  // Without a mark the intent must contain the request, which only the record has.
  const fastPath = deps.getty.isWarm() && deps.policy.notes === 'append';
  const pass = await deps.store.passes.begin(reminder.id, reminder.run, fastPath ? 'generate' : undefined);
  if (typeof pass === 'string') return { note: pass };

  const outcome = await runStep(deps, pass).catch((error: unknown) => comeBackForTurn(pass, deps.clock.now(), error));
  const reminded = await conclude({ store: deps.store, now: () => deps.clock.now(), archive: deps.policy.archive }, pass, outcome);
  deps.events.passEnded({ pass, outcome, note: reminded.note, durationMs: deps.clock.now() - startedAt });
  return reminded;
}

function runStep(deps: Deps, pass: Pass): Promise<Outcome> {
  if (pass.record.type === 'generation') return runGeneration(deps, pass);
  return isRedownload(pass.record) ? runRedownload(deps, pass) : runDownload(deps, pass);
}

/** Nothing was sent: the job keeps its state and comes back. */
function comeBackForTurn({ record }: Pass, now: number, error: unknown): Outcome {
  if (!(error instanceof NoTurnError)) throw error;
  const status = record.intent ? 'submitting' : record.acceptedAt === null ? 'queued' : 'waiting';
  return { kind: 'snoozed', status, ...(status === 'queued' && { reason: 'throttled' as const }), at: now + error.waitMs };
}
