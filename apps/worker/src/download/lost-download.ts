import { intentId } from '@darkroom/queue';

import type { Deps, Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import { downloadBilling } from '../paid-call/download-billing.ts';
import { finishDownload } from './finish-download.ts';
import type { Image } from './image.ts';
import { lastDownload, lastSeen } from './last-download.ts';

/** The pause before a pending download is checked again, if Getty names no time, in ms. */
const PENDING_MS = 5_000;

/**
 * Finds the download of an intent that Redis lost. Downloads of one image run one after another, so a pending one belongs to that call, and
 * so does a file other than the one remembered from before.
 */
export async function findLostDownload(deps: Deps, pass: Pass, image: Image): Promise<Outcome | undefined> {
  const answer = await deps.getty.getDownload(image.generationRequestId, image.index);
  const now = deps.clock.now();
  if (answer.state === 'pending') {
    const at = now + (answer.retryAfterMs ?? PENDING_MS);
    return { kind: 'snoozed', status: 'queued', reason: 'capacity', at, story: { event: 'polled', status: 202 } };
  }
  const last = await lastDownload(deps, image);
  if (last !== null && (last.generated_asset_id === null || lastSeen(last)?.generated_asset_id === answer.generatedAssetId))
    return undefined;
  // The intent of that call is not known. As one of this pass it is noted in the bill, in usage and in budgets.
  return { ...finishDownload(deps, pass, image, answer), settles: intentId(pass), billing: downloadBilling(image.sizeName, 'found_done') };
}
