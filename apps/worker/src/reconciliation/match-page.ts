import { holdsMark, markedIntent, operationOfRequest, operationOfType, type GenerationRequest } from '@darkroom/contracts';
import type { HistoryItem } from '@darkroom/getty';
import { digestOf, MAY_HAVE_MADE_MS, type Owner, type PaidCall, type PaidJob } from '@darkroom/queue';

import { differentFields } from './different-fields.ts';
import type { Findings } from './findings.ts';
import { toStray, type Stray } from './stray.ts';

/** What a page of the history is compared with. */
export type Known = {
  /** Who made a generation, by Getty's id. */
  owners: ReadonlyMap<string, Owner>;
  jobs: ReadonlyMap<string, PaidJob>;
  requests: ReadonlyMap<string, GenerationRequest>;
  /** Digests of the entries and calls that were matched before. */
  seen: ReadonlySet<string>;
  /** The time that is compared, and before which records may have been removed (ms). */
  window: { from: number; to: number; recordsSince: number };
};

/** The ids of jobs that a mark in these notes may name. */
export function jobsMarked(entries: { notes: string | null }[]): string[] {
  return entries.flatMap(({ notes }) => markedJob(notes)?.job ?? []);
}

/** The jobs that still exist among the owners of generations. */
export function jobsOf(owners: ReadonlyMap<string, Owner>): string[] {
  return [...owners.values()].flatMap(({ jobId }) => jobId ?? []);
}

/**
 * Matches entries with our paid calls: by Getty's id, then by our mark in the notes. What is left is a stray; our other records may still explain it.
 * Returns the new digests and strays.
 */
export function matchPage(entries: HistoryItem[], known: Known, findings: Findings): { seen: string[]; strays: Map<string, Stray> } {
  const seen = new Set<string>();
  const isSeen = (digest: string) => seen.has(digest) || known.seen.has(digest);
  const strays = new Map<string, Stray>();

  const match = (entry: HistoryItem, job: PaidJob, call: PaidCall | null): void => {
    if (call) seen.add(digestOfCall(job, call));
    const at = call?.at ?? madeAt(entry);
    if (at === null || isWithin(known.window, at)) noteMatch(findings, entry, { job, call, request: known.requests.get(job.id) });
  };

  for (const entry of entries) {
    const digest = digestOf(entry.generation_request_id);
    if (isSeen(digest)) continue;
    seen.add(digest);
    const made = known.owners.get(entry.generation_request_id);
    const owner = known.jobs.get(made?.jobId ?? '');
    const mark = markedJob(entry.notes);
    if (owner) {
      match(entry, owner, callOf(owner, entry, { mark: mark?.job === owner.id ? mark.mark : undefined, isSeen }));
      continue;
    }
    const marked = mark && known.jobs.get(mark.job);
    if (mark && marked) {
      const call = marked.calls.find((one) => one.mark === mark.mark) ?? null;
      const isElsewhere = call !== null && (isSeen(digestOfCall(marked, call)) || hasItsOwn(marked, call));
      if (!isElsewhere) match(entry, marked, call);
      else if (isWithin(known.window, call.at)) {
        strays.set(entry.generation_request_id, toStray(entry, madeAt(entry), { job: marked.id, mark: mark.mark, tenant: marked.tenant }));
      }
      continue;
    }
    const at = madeAt(entry);
    const isCounted = at === null || isWithin(known.window, at);
    // The record was removed, and other tenants must not see what it made.
    if (made?.jobId === null) findings.notCompared(isCounted ? 1 : 0);
    else if (isCounted && at !== null && at < known.window.recordsSince) findings.notCompared(1);
    else if (!holdsMark(entry.notes ?? '')) {
      // One just outside may still be the result of a call within.
      if (isCounted || isNear(known.window, at)) strays.set(entry.generation_request_id, { ...toStray(entry, at), isCounted });
    } else if (isCounted) noteGettyOnly(findings, entry.generation_request_id, toStray(entry, at));
  }
  return { seen: [...seen], strays };
}

/** Counts an entry that one of our calls made. */
export function noteMatch(
  findings: Findings,
  entry: HistoryItem,
  ours: { job: PaidJob; call: PaidCall | null; request: GenerationRequest | undefined },
): void {
  const fields = differentFields(entry, ours);
  if (fields.length === 0) return findings.matched(ours.job.tenant);
  findings.difference([ours.job.tenant], {
    kind: 'different',
    generation_request_id: entry.generation_request_id,
    job_id: ours.job.id,
    fields,
    operation: operationOfRequest(ours.request),
    price: ours.job.price,
    isCharged: ours.call !== null && isCharged(ours.call),
  });
}

/** Counts an entry that none of our records has. */
export function noteGettyOnly(findings: Findings, id: string, stray: Stray): void {
  findings.difference(stray.marked ? [stray.marked.tenant] : stray.tenants, {
    kind: 'getty_only',
    generation_request_id: id,
    job_id: (stray.marked?.job ?? null) as PaidJob['id'] | null,
    fields: [],
    operation: operationOfType(stray.type),
    price: null,
    isCharged: false,
  });
}

export function isCharged({ state }: PaidCall): boolean {
  return state === 'charged' || state === 'may_be_charged';
}

export function isWithin({ from, to }: { from: number; to: number }, at: number): boolean {
  return at >= from && at < to;
}

function isNear({ from, to }: { from: number; to: number }, at: number): boolean {
  return isWithin({ from: from - MAY_HAVE_MADE_MS, to: to + MAY_HAVE_MADE_MS }, at);
}

/** A call's own time identifies it where its mark is not known any more. */
export function digestOfCall({ id }: Pick<PaidJob, 'id'>, { mark, at }: Pick<PaidCall, 'mark' | 'at'>): string {
  return digestOf(`${id}.${mark ?? `at ${at}`}`);
}

function madeAt({ generation_date }: HistoryItem): number | null {
  const at = Date.parse(generation_date ?? '');
  return Number.isNaN(at) ? null : at;
}

function markedJob(notes: string | null): { job: string; mark: string } | undefined {
  const intent = markedIntent(notes);
  const dot = intent?.indexOf('.') ?? -1;
  return intent === undefined || dot < 0 ? undefined : { job: intent.slice(0, dot), mark: intent.slice(dot + 1) };
}

/** Getty accepted the call under an id that our record has, so an entry with another id is not its result, unless that id is nowhere. */
function hasItsOwn(job: PaidJob, call: PaidCall): boolean {
  return isCharged(call) && job.gettyIds.length > 0;
}

/** The call of its owner that made an entry: the marked one, else the nearest in time that has no entry yet. */
function callOf(
  job: PaidJob,
  entry: HistoryItem,
  { mark, isSeen }: { mark: string | undefined; isSeen: (digest: string) => boolean },
): PaidCall | null {
  const marked = mark === undefined ? undefined : job.calls.find((call) => call.mark === mark);
  if (marked) return marked;
  const free = job.calls.filter((call) => !isSeen(digestOfCall(job, call)));
  const at = madeAt(entry);
  const distance = (call: PaidCall) => (at === null ? 0 : Math.abs(call.at - at));
  return free.toSorted((a, b) => rankOf(a) - rankOf(b) || distance(a) - distance(b))[0] ?? null;
}

/** Calls that our record counts as free come last. */
function rankOf({ state }: PaidCall): number {
  return state === 'not_charged' ? 1 : 0;
}
