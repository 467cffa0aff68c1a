import { holdsMark, markedIntent, type GenerationRequest } from '@darkroom/contracts';
import { GettyError, NotFoundError, readHistoryPages, TerminalError, type HistoryItem } from '@darkroom/getty';
import type { JobRecord } from '@darkroom/queue';

import { generationAccepted } from './acceptance.ts';
import type { Deps, Pass } from './deps.ts';
import type { Outcome } from './outcome.ts';
import { told } from './refusal.ts';
import { notFoundYet } from './not-found-yet.ts';

/** Room for clocks that differ, in ms. */
const CLOCK_SKEW_MS = 5 * 60_000;
/** More than a busy account makes in the minutes looked at; a bound so that a look-up ends. */
const MOST_PAGES = 50;

type Intent = NonNullable<JobRecord['intent']>;

/**
 * A paid call has no outcome: the answer was lost, or the worker died. Getty's history tells whether it was taken. What is found is adopted at
 * once; that nothing is found counts only when the call can no longer be on its way.
 */
export async function findGeneration(deps: Deps, pass: Pass, intent: Intent): Promise<Outcome> {
  let looked: Looked;
  try {
    looked = await lookUp(deps, pass.record, intent);
  } catch (error) {
    if (!(error instanceof GettyError)) throw error;
    // No history to be had for this account is a history that never shows anything; other errors pass.
    const absent = error instanceof NotFoundError || error instanceof TerminalError;
    return notFoundYet(deps, pass, intent, { absent, story: { event: 'looked_up', ...told(error) } });
  }
  const { id, absent, unreadable } = looked;
  if (id !== null) return generationAccepted(deps, pass, intent.id, id, { because: 'found_in_history', waitMs: 0 });
  return notFoundYet(deps, pass, intent, { absent, story: { event: 'looked_up', found: false, ...(unreadable > 0 && { unreadable }) } });
}

/** `absent`: what could be read shows that it is not there. `unreadable`: entries that could not be used. */
type Looked = { id: string | null; absent: boolean; unreadable: number };

async function lookUp(deps: Deps, record: JobRecord, intent: Intent): Promise<Looked> {
  const marked = deps.policy.notes === 'append';
  const isOurs = ({ notes }: { notes: string | null }) => markedIntent(notes) === intent.id;
  const { items, unreadable, complete } = await readHistoryPages(deps.getty, {
    from: new Date(intent.at - CLOCK_SKEW_MS),
    to: new Date(deps.clock.now() + CLOCK_SKEW_MS),
    mostPages: MOST_PAGES,
    ...(marked && { enough: isOurs }),
  });
  const id = marked ? (items.find(isOurs)?.generation_request_id ?? null) : await findByRequest(deps, record, items);
  // An entry without an id could be ours, unless its notes say that it is not.
  const notOurs = ({ notes }: { notes: string | null }) => marked && notes !== null && markedIntent(notes) !== intent.id;
  return { id, absent: complete && unreadable.every(notOurs), unreadable: unreadable.length };
}

/** Without notes: the same prompt and product, made since, not known as another job's, and exactly one such. */
async function findByRequest(deps: Deps, record: JobRecord, items: HistoryItem[]): Promise<string | null> {
  const request = record.spec.request as GenerationRequest;
  const alike = items.filter(
    (item) =>
      !holdsMark(item.notes ?? '') &&
      item.prompt === request.prompt &&
      (request.product_id === undefined || item.product_id === request.product_id),
  );
  const owners = await Promise.all(alike.map((item) => deps.store.jobs.findByGettyId(item.generation_request_id)));
  const unowned = alike.filter((_item, index) => owners[index] === null);
  return unowned.length === 1 ? unowned[0]!.generation_request_id : null;
}
