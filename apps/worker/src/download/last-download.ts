import type { JobId } from '@darkroom/contracts';
import type { JobRecord } from '@darkroom/queue';

import type { Deps } from '../pass/deps.ts';
import type { Image } from './image.ts';
import type { Learned, Outcome } from '../pass/outcome.ts';

type SeenFile = { size_name: string | null; generated_asset_id: string | null };

/**
 * What is remembered of the last download of an image that Getty accepted, or may have accepted. Getty's GET returns neither the size of
 * its file nor its owner, so both are derived from the order of downloads and from the asset. Without an asset the file has not been seen;
 * then `unseen_size` is the requested size, and `before` is the file that existed when it was sent. Records of an earlier version name no
 * job.
 */
export type LastDownload = SeenFile & { job?: JobId; unseen_size?: string; before?: SeenFile | null };

export async function lastDownload(
  deps: { store: { jobs: Pick<Deps['store']['jobs'], 'lastDownload'> } },
  image: Pick<Image, 'key'>,
): Promise<LastDownload | null> {
  const text = await deps.store.jobs.lastDownload(image.key);
  return text === null ? null : (JSON.parse(text) as LastDownload);
}

/** The form that a transition records. */
export function remembered(image: Image, last: LastDownload): NonNullable<Learned['remember']> {
  return { image: image.key, value: JSON.stringify(last) };
}

/** Getty has, or may have, the download of a job: its file belongs to that job. */
export function underWay(image: Image, job: JobId, last: LastDownload | null): NonNullable<Learned['remember']> {
  return remembered(image, { size_name: null, generated_asset_id: null, job, unseen_size: image.sizeName, before: lastSeen(last) });
}

/** The last known file of the image. */
export function lastSeen(last: LastDownload | null): SeenFile | null {
  if (last === null) return null;
  const { size_name, generated_asset_id } = last;
  return generated_asset_id === null ? (last.before ?? null) : { size_name, generated_asset_id };
}

/**
 * What to remember of a download without an observed end, once a file exists. Null: Getty does not say who started this download, or its
 * size.
 */
export function nowSeen(last: LastDownload, assetId: string): LastDownload {
  const { before } = last;
  if (before && before.generated_asset_id === assetId) return before;
  return { size_name: last.unseen_size ?? null, generated_asset_id: assetId, ...(last.job !== undefined && { job: last.job }) };
}

/**
 * Whether a file may be given to a job that Getty accepted earlier: in another run, or found by an operator. It may be the file of a later
 * download of the image; then it may be used only if it certainly has the requested size.
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

/** A download that Getty has, or may have, ends here or is held: the next job of the image must first check its result. */
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
      // What Getty accepted was remembered then. Only an earlier version did not do so.
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

/** Whether Getty's file was requested in this run, with no other download of the image since. */
export function isOfThisRun(record: JobRecord): boolean {
  return record.paidInRun === record.run && !record.adopted;
}
