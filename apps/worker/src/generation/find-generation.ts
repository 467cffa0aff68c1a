import { holdsMark, markedIntent, type GenerationRequest } from '@darkroom/contracts';
import { GettyError, NotFoundError, readHistoryPages, TerminalError, type HistoryItem } from '@darkroom/getty';
import { lookOf, looksLike, type Claim, type JobRecord } from '@darkroom/queue';

import { generationAccepted } from './generation-accepted.ts';
import { absenceCountsAt, type Deps, type Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import { turnBeforeOthers } from '../limits/no-turn.ts';
import { told } from '../paid-call/refusal.ts';
import { notFoundYet } from '../paid-call/not-found-yet.ts';
import { takeTurn } from '../limits/take-turn.ts';
import { unreachable } from '../limits/unreachable.ts';

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
  const { wait } = await takeTurn(deps, pass, 'submitting');
  if (wait) return wait;
  let looked: Looked;
  try {
    looked = await lookUp(deps, pass.record, intent);
  } catch (error) {
    if (!(error instanceof GettyError)) throw error;
    // No history to be had for this account is a history that never shows anything; other errors pass.
    const absent = error instanceof NotFoundError || error instanceof TerminalError;
    const away = unreachable(error) !== undefined;
    return notFoundYet(deps, pass, intent, { absent, away, story: { event: 'looked_up', ...told(error) } });
  }
  const { id, absent, unreadable, claim } = looked;
  const notFound = { event: 'looked_up', found: false, ...(unreadable > 0 && { unreadable }) } as const;
  if (id === null) return notFoundYet(deps, pass, intent, { absent, story: notFound });
  return {
    ...generationAccepted(deps, pass, intent.id, id, { because: 'found_in_history', waitMs: 0 }),
    ...(claim && { claim }),
    unclaimed: notFoundYet(deps, pass, intent, { absent, story: { ...notFound, of_another: true } }),
  };
}

/** `absent`: what could be read shows that it is not there. `unreadable`: entries that could not be used. `claim`: it carries no mark of ours. */
type Looked = { id: string | null; absent: boolean; unreadable: number; claim?: Claim };

async function lookUp(deps: Deps, record: JobRecord, intent: Intent): Promise<Looked> {
  const marked = deps.policy.notes === 'append';
  const isOurs = ({ notes }: { notes: string | null }) => markedIntent(notes) === intent.id;
  const { items, unreadable, complete } = await readHistoryPages(
    { history: inTurn(deps) },
    {
      from: new Date(intent.at - CLOCK_SKEW_MS),
      to: new Date(deps.clock.now() + CLOCK_SKEW_MS),
      mostPages: MOST_PAGES,
      enough: isOurs,
    },
  );
  // An entry without an id could be ours, unless its notes say that it is not.
  const notOurs = ({ notes }: { notes: string | null }) => marked && notes !== null && markedIntent(notes) !== intent.id;
  const seen = { absent: complete && unreadable.every(notOurs), unreadable: unreadable.length };
  const ours = items.find(isOurs);
  if (ours || marked) return { id: ours?.generation_request_id ?? null, ...seen };
  const alike = await findByRequest(deps, record, items);
  return alike
    ? { id: alike.generation_request_id, claim: claimOn(deps, record, { item: alike, intent }), ...seen }
    : { id: null, ...seen };
}

/** The first page has the turn of its pass. */
function inTurn(deps: Deps): Deps['getty']['history'] {
  return async (query) => {
    if ((query.page ?? 1) > 1) await turnBeforeOthers(deps, 'look_up');
    return deps.getty.history(query);
  };
}

/** Without notes: the same request, made since, without a mark, not known as another job's, and exactly one such. */
async function findByRequest(deps: Deps, record: JobRecord, items: HistoryItem[]): Promise<HistoryItem | null> {
  const request = record.spec.request as GenerationRequest;
  const alike = items.filter((item) => !holdsMark(item.notes ?? '') && looksLike(item, request));
  const owners = await deps.store.jobs.ownersOf(alike.map((item) => item.generation_request_id));
  const unowned = alike.filter((item) => !owners.has(item.generation_request_id));
  return unowned.length === 1 ? unowned[0]! : null;
}

/** The calls that may have made an entry: those sent so long before it as a call may take, with room for clocks. */
function claimOn(deps: Deps, record: JobRecord, { item, intent }: { item: HistoryItem; intent: Intent }): Claim {
  const madeAt = Date.parse(item.generation_date ?? '');
  const [first, last] = Number.isNaN(madeAt) ? [intent.at, deps.clock.now()] : [madeAt, madeAt];
  const took = absenceCountsAt(deps.policy, 0);
  return { look: lookOf(record.spec.request as GenerationRequest), from: first - took - CLOCK_SKEW_MS, to: last + CLOCK_SKEW_MS };
}
