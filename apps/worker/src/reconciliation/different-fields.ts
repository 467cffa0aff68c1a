import {
  holdsMark,
  markedIntent,
  mayHaveDone,
  operationOfRequest,
  promptOf,
  type DifferentField,
  type GenerationRequest,
} from '@darkroom/contracts';
import type { HistoryItem } from '@darkroom/getty';
import type { PaidCall, PaidJob } from '@darkroom/queue';

/** Our side of a matched entry. `call`: null if the record does not have it; `request`: undefined if it is not known any more. */
export type OurSide = { job: PaidJob; call: PaidCall | null; request: GenerationRequest | undefined };

/** The fields in which an entry disagrees with the paid call that made it. What Getty leaves out is no difference. */
export function differentFields(entry: HistoryItem, { job, call, request }: OurSide): DifferentField[] {
  const found: DifferentField[] = [];
  if (!call?.isUnderWay && !job.gettyIds.includes(entry.generation_request_id)) found.push('generation_request_id');
  if (request) {
    if (!mayHaveDone(entry.generation_type, operationOfRequest(request))) found.push('operation');
    if (differ(entry.prompt, promptOf(request))) found.push('prompt');
    if (differ(entry.product_id, request.product_id)) found.push('product_id');
    if (differ(entry.project_code, request.project_code)) found.push('project_code');
  }
  if (holdsMark(entry.notes ?? '') && markedIntent(entry.notes)?.startsWith(`${job.id}.`) !== true) found.push('notes');
  if (call === null || (!call.isUnderWay && (call.state === 'not_charged' || call.state === 'unknown'))) found.push('billing');
  return found;
}

function differ(theirs: string | number | null, ours: string | number | undefined): boolean {
  return theirs !== null && ours !== undefined && plain(theirs) !== plain(ours);
}

/** Getty may remove spaces around a text, and compose its characters. */
function plain(value: string | number): string {
  return String(value).normalize('NFC').trim();
}
