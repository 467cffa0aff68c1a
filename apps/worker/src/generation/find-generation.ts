import { holdsMark, isTypeOf, markedIntent } from '@darkroom/contracts';
import { GettyError, NotFoundError, readHistoryPages, TerminalError, type HistoryItem } from '@darkroom/getty';
import { askedBy, looksLike, looksOf, soughtBy, type Claim, type JobRecord } from '@darkroom/queue';

import { generationAccepted } from './generation-accepted.ts';
import { CLOCK_SKEW_MS, MOST_PAGES } from './history-window.ts';
import { absenceCountsAt, type Deps, type Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import { turnBeforeOthers } from '../limits/no-turn.ts';
import { describeError } from '../paid-call/refusal.ts';
import { notFoundYet } from '../paid-call/not-found-yet.ts';
import { takeTurn } from '../limits/take-turn.ts';
import { unreachable } from '../limits/unreachable.ts';

type Intent = NonNullable<JobRecord['intent']>;

/**
 * Looks for a paid call without an outcome (the answer was lost, or the worker died) in Getty's history. What is found is adopted at once.
 * Not finding it counts only when the call can no longer be on its way.
 */
export async function findGeneration(deps: Deps, pass: Pass, intent: Intent): Promise<Outcome> {
  const { wait } = await takeTurn(deps, pass, 'submitting');
  if (wait) return wait;
  const askedAt = deps.clock.now();
  let looked: Looked;
  try {
    looked = await lookUp(deps, pass.record, intent);
  } catch (error) {
    if (!(error instanceof GettyError)) throw error;
    // An account without a history has one that never shows anything; other errors are temporary.
    const absent = error instanceof NotFoundError || error instanceof TerminalError;
    const away = unreachable(error) !== undefined;
    return notFoundYet(deps, pass, intent, { askedAt, absent, away, story: { event: 'looked_up', ...describeError(error) } });
  }
  const { id, absent, unreadable, claim } = looked;
  const notFound = { event: 'looked_up', found: false, ...(unreadable > 0 && { unreadable }) } as const;
  if (id === null) return notFoundYet(deps, pass, intent, { askedAt, absent, story: notFound });
  return {
    ...generationAccepted(deps, pass, intent.id, id, { because: 'found_in_history', waitMs: 0 }),
    ...(claim && { claim }),
    unclaimed: notFoundYet(deps, pass, intent, { askedAt, absent, story: { ...notFound, of_another: true } }),
  };
}

/**
 * `absent`: the readable entries show that it is not there. `unreadable`: entries that could not be used. `claim`: it has no mark of ours.
 */
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
  // An entry without an id could be ours, unless its notes show that it is not.
  const notOurs = ({ notes }: { notes: string | null }) => marked && notes !== null && markedIntent(notes) !== intent.id;
  const seen = { absent: complete && unreadable.every(notOurs), unreadable: unreadable.length };
  const ours = items.find(isOurs);
  if (ours || marked) return { id: ours?.generation_request_id ?? null, ...seen };
  const alike = await findByRequest(deps, record, items);
  return alike ? { id: alike.generation_request_id, claim: claimOn(deps, { item: alike, intent }), ...seen } : { id: null, ...seen };
}

/** The first page uses the turn of its pass. */
function inTurn(deps: Deps): Deps['getty']['history'] {
  return async (query) => {
    if ((query.page ?? 1) > 1) await turnBeforeOthers(deps, 'look_up');
    return deps.getty.history(query);
  };
}

/**
 * Without notes: the only generation with the same request, made since the call, without a mark, and not known as another job's. A request of which
 * the history shows neither prompt nor source is never found this way.
 */
async function findByRequest(deps: Deps, record: JobRecord, items: HistoryItem[]): Promise<HistoryItem | null> {
  const asked = askedBy(record);
  if (soughtBy(asked) === null) return null;
  const alike = items.filter((item) => !holdsMark(item.notes ?? '') && looksLike(item, asked));
  const owners = await deps.store.jobs.ownersOf(alike.map((item) => item.generation_request_id));
  const unowned = alike.filter((item) => !owners.has(item.generation_request_id));
  // One without a type may be the result of a background replacement: Getty documents none for it.
  const named = unowned.filter((item) => isTypeOf(item.generation_type, record.operation ?? 'generate'));
  const [found, ...more] = named.length > 0 ? named : unowned;
  return found && more.length === 0 ? found : null;
}

/** The calls that may have made an entry: those sent before it, within the longest duration of a call plus a margin for clocks. */
function claimOn(deps: Deps, { item, intent }: { item: HistoryItem; intent: Intent }): Claim {
  const madeAt = Date.parse(item.generation_date ?? '');
  const [first, last] = Number.isNaN(madeAt) ? [intent.at, deps.clock.now()] : [madeAt, madeAt];
  const longestCallMs = absenceCountsAt(deps.policy, 0);
  return { looks: looksOf(item), from: first - longestCallMs - CLOCK_SKEW_MS, to: last + CLOCK_SKEW_MS };
}
