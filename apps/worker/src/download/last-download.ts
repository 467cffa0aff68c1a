import type { JobId } from '@darkroom/contracts';
import type { JobRecord } from '@darkroom/queue';

import type { Deps } from '../pass/deps.ts';
import type { Image } from './image.ts';
import type { Learned, Outcome } from '../pass/outcome.ts';

type SeenFile = { size_name: string | null; generated_asset_id: string | null };

/**
 * What is remembered of the last download of an image that Getty took, or may have taken. Getty's GET says neither the size of its file nor
 * whose it is, so both are told by the order of downloads and by the asset. Without an asset its file has not been seen; then `unseen_size` is
 * the size that was asked for, and `before` the file that was there when it was sent. What an earlier version remembered names no job.
 */
export type LastDownload = SeenFile & { job?: JobId; unseen_size?: string; before?: SeenFile | null };

export async function lastDownload(deps: Pick<Deps, 'store'>, image: Image): Promise<LastDownload | null> {
  const text = await deps.store.jobs.lastDownload(image.key);
  return text === null ? null : (JSON.parse(text) as LastDownload);
}

/** As a transition records it. */
export function remembered(image: Image, last: LastDownload): NonNullable<Learned['remember']> {
  return { image: image.key, value: JSON.stringify(last) };
}

/** Getty has, or may have, the download of a job: what comes of it is that job's. */
export function underWay(image: Image, job: JobId, last: LastDownload | null): NonNullable<Learned['remember']> {
  return remembered(image, { size_name: null, generated_asset_id: null, job, unseen_size: image.sizeName, before: lastSeen(last) });
}

/** The last file of the image that anybody saw. */
export function lastSeen(last: LastDownload | null): SeenFile | null {
  if (last === null) return null;
  const { size_name, generated_asset_id } = last;
  return generated_asset_id === null ? (last.before ?? null) : { size_name, generated_asset_id };
}

/** What is remembered once the file is there of a download that nobody saw end. Null: of whose making and size it is, nobody knows. */
export function nowSeen(last: LastDownload, assetId: string): LastDownload {
  const { before } = last;
  if (before && before.generated_asset_id === assetId) return before;
  return { size_name: last.unseen_size ?? null, generated_asset_id: assetId, ...(last.job !== undefined && { job: last.job }) };
}

/**
 * Whether a file may be given to a job that Getty took earlier: in another run, or found by a person. It may be the file of a later download
 * of the image; then it serves only where it surely is of the size asked for.
 */
export function servesLate(
  last: LastDownload | null,
  job: JobId,
  { sizeName, assetId }: { sizeName: string; assetId: string | null },
): boolean {
  if (last === null) return true;
  const seen = lastSeen(last);
  const sizeOfSeen = seen !== null && seen.generated_asset_id === assetId ? seen.size_name : null;
  if (last.job === job && last.generated_asset_id === null)
    return sizeOfSeen === null ? assetId !== seen?.generated_asset_id : sizeOfSeen === sizeName;
  if (last.generated_asset_id === null && assetId !== seen?.generated_asset_id) return last.unseen_size === sizeName;
  return sizeOfSeen === sizeName;
}

/** A download that Getty has, or may have, ends here or is held: whoever has the image next must first see what came of it. */
export async function leaveUnseen(
  deps: Pick<Deps, 'store'>,
  { record, image, holdsImage }: { record: JobRecord; image: Image; holdsImage: boolean },
  outcome: Outcome,
): Promise<Outcome> {
  const begun = record.acceptedAt !== null || record.intent !== null;
  if (!begun || !holdsImage) return outcome;
  switch (outcome.kind) {
    case 'failed':
    case 'canceled':
    case 'expired':
    case 'held': {
      if (outcome.remember) return outcome;
      const last = await lastDownload(deps, image);
      // What Getty took was remembered then. Only an earlier version did not do so.
      if (record.intent === null && (last?.job !== undefined || !isOfThisRun(record))) return outcome;
      return { ...outcome, remember: underWay(image, record.id, last) };
    }
    case 'succeeded':
    case 'snoozed':
    case 'waiting_for_slot':
    case 'parked':
    case 'waiting_for_turn':
    case 'overtaken':
      return outcome;
  }
}

/** Whether what Getty has was sent in this run, and nobody else had the image since. */
export function isOfThisRun(record: JobRecord): boolean {
  return record.paidInRun === record.run && !record.adopted;
}
