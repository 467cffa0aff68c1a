import { holdsMark, markedIntent, type GenerationRequest } from '@darkroom/contracts';

import type { Claim } from '../records/change.ts';
import { lookOf, looksDifferent, type HistoryLook } from './look.ts';
import type { JobRecord } from '../records/record.ts';

/** An entry of Getty's history, as far as it says whose it is. */
export type HistoryEntry = HistoryLook & { generation_request_id: string; generation_date: string | null; notes: string | null };

/** What Getty says of an id: whether it has it, and its entry in the history where it shows one. */
export type GettyFinding = { known: boolean; item: HistoryEntry | null };

/** Asks Getty for a generation that a person names, for a job whose paid call was made `at` (ms). @throws whatever Getty's silence is told as */
export type AskGetty = (generationRequestId: string, at: number) => Promise<GettyFinding>;

/** So long before and after its making another call may have made what an entry shows, in ms: calls take their time, and clocks differ. */
export const MAY_HAVE_MADE_MS = 10 * 60_000;

/**
 * Whether a person may adopt what Getty says of an id. A mark says whose it is, and is believed; without one, it may be another job's that is
 * looked for as this one is.
 */
export function judgeAdoption(
  record: JobRecord,
  { known, item }: GettyFinding,
  confirmed: boolean,
): { claim?: Claim } | 'id_unknown' | 'id_taken' | 'looks_different' {
  if (!known) return 'id_unknown';
  const request = record.spec.request as GenerationRequest;
  if (item === null) return { claim: claimAround(request.prompt, calledAt(record)) };
  if (markedIntent(item.notes)?.startsWith(`${record.id}.`)) return {};
  if (holdsMark(item.notes ?? '')) return 'id_taken';
  if (!confirmed && looksDifferent(item, request)) return 'looks_different';
  return { claim: claimAround(item.prompt ?? request.prompt, madeAt(item) ?? calledAt(record)) };
}

/** When the paid call of unknown outcome was made, in ms. */
export function calledAt(record: JobRecord): number {
  return record.intent?.at ?? record.calls.at(-1)?.at ?? record.submittedAt ?? record.createdAt;
}

/** When Getty says that an entry was made, in ms; null where it does not. */
export function madeAt({ generation_date }: Pick<HistoryEntry, 'generation_date'>): number | null {
  const at = Date.parse(generation_date ?? '');
  return Number.isNaN(at) ? null : at;
}

function claimAround(prompt: string, at: number): Claim {
  return { look: lookOf({ prompt }), from: at - MAY_HAVE_MADE_MS, to: at + MAY_HAVE_MADE_MS, by_person: true };
}
