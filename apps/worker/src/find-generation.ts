import type { GenerationRequest } from '@darkroom/contracts';
import { GettyError, NotFoundError, TerminalError, type HistoryItem } from '@darkroom/getty';
import type { JobRecord } from '@darkroom/queue';

import { generationAccepted } from './acceptance.ts';
import { correlationNote } from './correlation.ts';
import type { Deps, Pass } from './deps.ts';
import type { Outcome } from './outcome.ts';
import { told } from './refusal.ts';
import { notFoundYet } from './not-found-yet.ts';

/** Room for clocks that differ, in ms. */
const CLOCK_SKEW_MS = 5 * 60_000;
const PAGE_SIZE = 200;
/** More than a busy account makes in the minutes looked at; a bound so that a look-up ends. */
const MOST_PAGES = 50;

type Intent = NonNullable<JobRecord['intent']>;

/**
 * A paid call has no outcome: the answer was lost, or the worker died. Getty's history tells whether it was taken. What is found is adopted at
 * once; that nothing is found counts only when the call can no longer be on its way.
 */
export async function findGeneration(deps: Deps, pass: Pass, intent: Intent): Promise<Outcome> {
  let found: string | null;
  try {
    found = await lookUp(deps, pass.record, intent);
  } catch (error) {
    if (!(error instanceof GettyError)) throw error;
    // No history to be had for this account is a history that never shows anything; other errors pass.
    const absent = error instanceof NotFoundError || error instanceof TerminalError;
    return notFoundYet(deps, pass, intent, { absent, story: { event: 'looked_up', ...told(error) } });
  }
  if (found !== null) return generationAccepted(deps, pass, intent.id, found, { because: 'found_in_history', waitMs: 0 });
  return notFoundYet(deps, pass, intent, { absent: true, story: { event: 'looked_up', found: false } });
}

async function lookUp(deps: Deps, record: JobRecord, intent: Intent): Promise<string | null> {
  const byNote = (item: HistoryItem) => item.notes?.includes(correlationNote(intent.id)) === true;
  const items = await history(deps, intent.at, deps.policy.notes === 'append' ? byNote : () => false);
  if (deps.policy.notes === 'append') return items.find(byNote)?.generation_request_id ?? null;
  return findByRequest(deps, record, items);
}

/** The pages around the intent, up to the one that holds what `enough` looks for. */
async function history(deps: Deps, intentAt: number, enough: (item: HistoryItem) => boolean): Promise<HistoryItem[]> {
  const from = new Date(intentAt - CLOCK_SKEW_MS);
  const to = new Date(deps.clock.now() + CLOCK_SKEW_MS);
  const items: HistoryItem[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { generations, resultCount } = await deps.getty.history({ from, to, page, pageSize: PAGE_SIZE });
    items.push(...generations);
    if (generations.length === 0 || items.length >= resultCount || generations.some(enough)) break;
  }
  return items;
}

/** Without notes: the same prompt and product, made since, not known as another job's, and exactly one such. */
async function findByRequest(deps: Deps, record: JobRecord, items: HistoryItem[]): Promise<string | null> {
  const request = record.spec.request as GenerationRequest;
  const alike = items.filter(
    (item) => item.prompt === request.prompt && (request.product_id === undefined || item.product_id === request.product_id),
  );
  const owners = await Promise.all(alike.map((item) => deps.store.jobs.findByGettyId(item.generation_request_id)));
  const unowned = alike.filter((_item, index) => owners[index] === null);
  return unowned.length === 1 ? unowned[0]!.generation_request_id : null;
}
