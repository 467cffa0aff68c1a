import type { JobRecord } from '@darkroom/queue';

import type { Deps } from './deps.ts';
import type { Image } from './image.ts';
import type { Learned, Outcome } from './outcome.ts';

/**
 * What is remembered of the last download of an image. Getty's GET says neither its size nor whose it is, so what a PUT of unknown outcome
 * made is told from it by the asset. Without an asset: one that ended here without its picture may still come to something at Getty.
 */
type LastDownload = { size_name: string | null; generated_asset_id: string | null };

export async function lastDownload(deps: Pick<Deps, 'store'>, image: Image): Promise<LastDownload | null> {
  const text = await deps.store.jobs.lastDownload(image.key);
  return text === null ? null : (JSON.parse(text) as LastDownload);
}

/** As a transition records it. */
export function remembered(image: Image, last: LastDownload): NonNullable<Learned['remember']> {
  return { image: image.key, value: JSON.stringify(last) };
}

/** A download that Getty has, or may have, ends here or is held: whoever has the image next must first see what came of it. */
export function leaveUnseen(record: JobRecord, image: Image, outcome: Outcome): Outcome {
  const begun = record.acceptedAt !== null || record.intent !== null;
  if (!begun || record.slot === null) return outcome;
  switch (outcome.kind) {
    case 'failed':
    case 'canceled':
    case 'expired':
    case 'held':
      return { ...outcome, remember: remembered(image, { size_name: null, generated_asset_id: null }) };
    case 'succeeded':
    case 'snoozed':
    case 'waiting_for_slot':
    case 'overtaken':
      return outcome;
  }
}
