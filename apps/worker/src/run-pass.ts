import { isRedownload, type ReminderData, type ReminderOutcome } from '@darkroom/queue';

import { conclude } from './conclude.ts';
import type { Deps, Pass } from './pass/deps.ts';
import { runDownload } from './download/download.ts';
import type { WorkerEvents } from './events.ts';
import { runGeneration } from './generation/generation.ts';
import { runRedownload } from './redownload/redownload.ts';
import { NoTurnError } from './limits/no-turn.ts';
import { lookFirst } from './look-first.ts';
import { stillValid, type Looked } from './pass/looked.ts';
import type { Outcome } from './pass/outcome.ts';
import { chainInTrace, passInTrace, type PassEnd } from './pass/trace-pass.ts';

type PassDeps = Deps & { events: Pick<WorkerEvents, 'passEnded'> };

/**
 * Makes one pass over a due job: begin (with the paid call at once on the fast path), one step, conclude. A job that waits at Getty is polled
 * first, and most such passes never begin. `hasStalled`: a process died at this reminder. Then a pass always begins: the record counts such
 * starts.
 */
export async function runPass(deps: PassDeps, reminder: ReminderData, { hasStalled = false } = {}): Promise<ReminderOutcome> {
  const startedAt = deps.clock.now();
  const durationMs = () => deps.clock.now() - startedAt;
  await deps.polls.refresh();
  // Without a mark the intent must contain the request, which only the record has.
  const fastPathTo = deps.getty.isWarm() && deps.policy.notes === 'append' ? 'generate' : undefined;
  const { passes } = deps.store;
  const begun = await passes.beginOrLook(reminder.id, reminder.run, { fastPathTo, mayLook: !hasStalled });
  if (typeof begun === 'string') return { note: begun };
  if (!('look' in begun)) {
    const { record, fastPath } = begun;
    return passInTrace(deps.tracing, { record, startedAt, fastPath }, () => runFrom(deps, begun, { durationMs }));
  }

  const { look } = begun;
  return passInTrace(deps.tracing, { record: look.record, startedAt }, async () => {
    const first = await lookFirst(deps, look);
    if ('noted' in first) {
      deps.events.passEnded({ pass: look, outcome: first.noted.outcome, note: first.noted.reminded.note, durationMs: durationMs() });
      return first.noted;
    }
    const pass = await passes.begin(reminder.id, reminder.run, fastPathTo);
    if (typeof pass === 'string') return { reminded: { note: pass } };
    return runFrom(deps, pass, { durationMs, looked: stillValid(first.looked, pass) });
  });
}

/** The step of a pass that has begun, and its conclusion. */
async function runFrom(
  deps: PassDeps,
  pass: Pass,
  { durationMs, looked }: { durationMs: () => number; looked?: Looked | undefined },
): Promise<PassEnd> {
  const stepped = await runStep(deps, pass, looked).catch((error: unknown) => comeBackForTurn(pass, deps.clock.now(), error));
  const outcome = chainInTrace(deps.tracing, stepped);
  const reminded = await conclude({ store: deps.store, now: () => deps.clock.now(), archive: deps.policy.archive }, pass, outcome);
  deps.events.passEnded({ pass, outcome, note: reminded.note, durationMs: durationMs() });
  return { reminded, outcome };
}

function runStep(deps: Deps, pass: Pass, looked: Looked | undefined): Promise<Outcome> {
  if (pass.record.type === 'generation') return runGeneration(deps, pass, looked?.type === 'generation' ? looked : undefined);
  if (isRedownload(pass.record)) return runRedownload(deps, pass);
  return runDownload(deps, pass, looked?.type === 'download' ? looked : undefined);
}

/** Nothing was sent: the job keeps its state and comes back. */
function comeBackForTurn({ record }: Pass, now: number, error: unknown): Outcome {
  if (!(error instanceof NoTurnError)) throw error;
  const status = record.intent ? 'submitting' : record.acceptedAt === null ? 'queued' : 'waiting';
  return { kind: 'snoozed', status, ...(status === 'queued' && { reason: 'throttled' as const }), at: now + error.waitMs };
}
