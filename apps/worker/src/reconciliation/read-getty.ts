import { markedIntent } from '@darkroom/contracts';
import { TerminalError, type History, type HistoryItem } from '@darkroom/getty';
import { digestOf, type ReconciliationStep } from '@darkroom/queue';

import { CLOCK_SKEW_MS } from '../generation/history-window.ts';
import { createFindings } from './findings.ts';
import { jobsMarked, jobsOf, matchPage, noteGettyOnly, type Known } from './match-page.ts';
import { RECONCILER_LIMITS, type ReconcilerDeps } from './reconciler-deps.ts';
import { enter, type Held, type StepOutcome } from './step-outcome.ts';
import { takeReadTurn } from '../limits/take-read-turn.ts';

/** A Getty that answers with a few entries at a time is read no longer than this. */
const MOST_PAGES = 10_000;
/** Entries that wait for our records; further ones are counted at once. */
const MOST_STRAYS = 20_000;
/** A Getty that shows the same entries again and again has no more. */
const MOST_STALE_PAGES = 3;

/**
 * One page of Getty's history. The end is an empty page, whatever Getty counts: entries may move between pages while they are read, so
 * repeated ones are skipped, and missing ones are asked for by id later (`check-unseen.ts`).
 */
export async function readGetty(deps: ReconcilerDeps, held: Held): Promise<StepOutcome> {
  const { record, work } = held.taken;
  const page = Number(work['page'] ?? 1);
  const scope = record.scope;
  const limits = deps.limits ?? RECONCILER_LIMITS;
  await takeReadTurn(deps);
  const answer = await readPage(deps, held, page);
  if (answer === 'not_for_us') return { kind: 'step', step: BEGIN_ANEW };

  const entries = inThisAnswer(answer.generations);
  const contents = digestOf(entries.map((entry) => entry.generation_request_id).join());
  const isAgain = work['pass'] === '2';
  const set = { scope: scope ?? 'company', step: 'getty' };
  const isOver = answer.entryCount === 0 || (contents === work['last_page'] && answer.unreadable.length === 0);
  if (isOver) return { kind: 'step', step: nextPhase(set, isAgain) };
  const entryCount = Number(work['entries'] ?? 0);
  if (entryCount > limits.mostEntries || page > MOST_PAGES) {
    return {
      kind: 'end',
      error: { code: 'too_many_entries', message: 'Getty has too many generations in this time: choose a shorter one' },
    };
  }

  const fresh = entries.filter((entry) => !held.seen.has(digestOf(entry.generation_request_id)));
  const findings = createFindings(record, deps.prices);
  const known = await readKnown(deps, held, fresh);
  const { seen, strays } = matchPage(fresh, known, findings);
  const unreadable = answer.unreadable.length;
  seen.push(...callsOfUnreadable(answer));
  findings.notCompared(isAgain ? 0 : unreadable);
  findings.progress({ pages: 1, entries: fresh.length });
  for (const digest of seen) held.seen.add(digest);

  const stored: Record<string, string> = {};
  for (const [id, stray] of strays) {
    if (held.strays.all.size >= MOST_STRAYS) {
      noteGettyOnly(findings, id, stray);
      continue;
    }
    held.strays.add(id, stray);
    stored[id] = JSON.stringify(stray);
  }
  const stale = fresh.length === 0 && unreadable === 0 && !isAgain ? Number(work['stale'] ?? 0) + 1 : 0;
  const next =
    stale >= MOST_STALE_PAGES
      ? nextPhase(set, isAgain)
      : { set, work: { page: String(page + 1), last_page: contents, stale: String(stale), entries: String(entryCount + fresh.length) } };
  return { kind: 'step', step: { ...next, views: findings.views(), seen, strays: stored } };
}

/** With the user's own history, and without anything that was found in the company's. */
const BEGIN_ANEW: ReconciliationStep = {
  set: { scope: 'user', step: 'getty' },
  work: { phase: 'getty', pass: '', page: '1', last_page: '', stale: '', entries: '', unseen: '', settles_at: '', index: '' },
  reset: true,
};
const NO_MORE: History = { resultCount: null, entryCount: 0, generations: [], unreadable: [] };

/** `not_for_us`: the company's history is not enabled for this account, or not any more. @throws GettyError */
async function readPage(
  { getty, clock, limits = RECONCILER_LIMITS }: ReconcilerDeps,
  held: Held,
  page: number,
): Promise<History | 'not_for_us'> {
  const { from, to, scope } = held.taken.record;
  try {
    return await getty.history({
      from: new Date(from - CLOCK_SKEW_MS),
      to: new Date(Math.min(to, clock.now()) + CLOCK_SKEW_MS),
      page,
      pageSize: limits.pageSize,
      company: scope !== 'user',
    });
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    // Another edition may refuse a page behind the last one.
    if (page > 1 && (error.status === 400 || error.status === 404)) return NO_MORE;
    if (scope === 'user') throw error;
    return 'not_for_us';
  }
}

/** The second time, only what was missing is looked for; our records were read before. */
function nextPhase(set: Record<string, string>, isAgain: boolean) {
  const { set: shown, work } = enter(isAgain ? 'strays' : 'ours');
  return { set: { ...set, ...shown }, work: { ...work, page: '', last_page: '', stale: '', pass: '' } };
}

/** Each entry of an answer once. */
function inThisAnswer(entries: HistoryItem[]): HistoryItem[] {
  return [...new Map(entries.map((entry) => [entry.generation_request_id, entry])).values()];
}

async function readKnown({ store, clock, retentionMs }: ReconcilerDeps, held: Held, entries: HistoryItem[]): Promise<Known> {
  const { from, to } = held.taken.record;
  const owners = await store.jobs.ownersOf(entries.map((entry) => entry.generation_request_id));
  const ids = [...new Set([...jobsOf(owners), ...jobsMarked(entries)])];
  const [jobs, requests] = await Promise.all([store.paidJobs.getMany(ids), store.paidJobs.requests(ids)]);
  return {
    owners,
    jobs: new Map(jobs.map((job) => [job.id, job])),
    requests,
    seen: held.seen,
    window: { from, to, recordsSince: clock.now() - retentionMs },
  };
}

/** Entries without an id cannot be compared. But one with our mark shows that Getty has this call. */
function callsOfUnreadable({ unreadable }: History): string[] {
  return unreadable.flatMap(({ notes }) => {
    const intent = markedIntent(notes);
    return intent === undefined ? [] : [digestOf(intent)];
  });
}
