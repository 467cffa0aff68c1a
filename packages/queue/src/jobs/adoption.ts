import { holdsMark, markedIntent } from '@darkroom/contracts';

import type { Claim } from '../records/job/change.ts';
import { askedBy, lookOf, looksDifferent, looksOf, type HistoryLook } from './look.ts';
import type { JobRecord } from '../records/job/record.ts';

/** The parts of an entry in Getty's history that identify its owner. */
export type HistoryEntry = HistoryLook & { generation_request_id: string; generation_date: string | null; notes: string | null };

/** What Getty knows of an id: whether it exists, and its entry in the history if there is one. */
export type GettyFinding = { known: boolean; item: HistoryEntry | null };

/**
 * Asks Getty for a generation by id, for a job with a paid call made `at` (ms). @throws an error of the caller's choice if Getty does not
 * answer
 */
export type AskGetty = (generationRequestId: string, at: number) => Promise<GettyFinding>;

/** Another call may have made a generation within this time before or after its creation, in ms: calls take time, and clocks differ. */
export const MAY_HAVE_MADE_MS = 10 * 60_000;

/**
 * Decides whether an operator may adopt a generation. A mark identifies its owner; without one it may belong to another job with the same
 * kind of search.
 */
export function judgeAdoption(
  record: JobRecord,
  { known, item }: GettyFinding,
  confirmed: boolean,
): { claim?: Claim } | 'id_unknown' | 'id_taken' | 'looks_different' {
  if (!known) return 'id_unknown';
  const asked = askedBy(record);
  // Its mark, if it has one, cannot be seen yet.
  if (item === null) return { claim: { ...claimAround([lookOf(asked)], calledAt(record)), unseen: true } };
  if (markedIntent(item.notes)?.startsWith(`${record.id}.`)) return {};
  if (holdsMark(item.notes ?? '')) return 'id_taken';
  if (!confirmed && looksDifferent(item, asked)) return 'looks_different';
  return { claim: claimAround([lookOf(asked), ...looksOf(item)], madeAt(item) ?? calledAt(record)) };
}

/** When the paid call with unknown outcome was made, in ms. */
export function calledAt(record: JobRecord): number {
  return record.intent?.at ?? record.calls.at(-1)?.at ?? record.submittedAt ?? record.createdAt;
}

/** When an entry was made according to Getty, in ms, or null. */
export function madeAt({ generation_date }: Pick<HistoryEntry, 'generation_date'>): number | null {
  const at = Date.parse(generation_date ?? '');
  return Number.isNaN(at) ? null : at;
}

function claimAround(looks: string[], at: number): Claim {
  return { looks, from: at - MAY_HAVE_MADE_MS, to: at + MAY_HAVE_MADE_MS, by_person: true };
}
