import type { CallBilling } from '@darkroom/contracts';
import { GettyError, NotFoundError, type DownloadAnswer } from '@darkroom/getty';
import type { JobRecord } from '@darkroom/queue';

import { absenceCountsAt, type Deps, type Pass } from '../pass/deps.ts';
import { downloadAccepted } from './download-accepted.ts';
import { downloadBilling } from '../paid-call/download-billing.ts';
import { finishDownload } from './finish-download.ts';
import type { Image } from './image.ts';
import { lastDownload, lastSeen } from './last-download.ts';
import { notFoundYet } from '../paid-call/not-found-yet.ts';
import type { Outcome } from '../pass/outcome.ts';
import { describeError } from '../paid-call/refusal.ts';
import { takeTurn } from '../limits/take-turn.ts';
import { unreachable } from '../limits/unreachable.ts';

/**
 * Finds the outcome of a PUT download by GET download of the image. Downloads of one image run one after another. So a pending one is ours,
 * and a finished one is ours unless it is the one remembered from before. An absent one counts only when the call can no longer be on its
 * way; then it was not accepted, and is sent again.
 */
export async function findDownload(deps: Deps, pass: Pass, image: Image, intent: NonNullable<JobRecord['intent']>): Promise<Outcome> {
  const { wait } = await takeTurn(deps, pass, 'submitting');
  if (wait) return wait;
  let answer: DownloadAnswer | null;
  try {
    answer = await deps.getty.getDownload(image.generationRequestId, image.index);
  } catch (error) {
    if (!(error instanceof GettyError)) throw error;
    if (!(error instanceof NotFoundError))
      return notFoundYet(deps, pass, intent, {
        absent: false,
        away: unreachable(error) !== undefined,
        story: { event: 'looked_up', ...describeError(error) },
      });
    answer = null;
  }
  const last = await lastDownload(deps, image);
  if (answer?.state === 'pending') return downloadAccepted(deps, pass, image, intent.id, { because: 'found_under_way', waitMs: 0, last });
  if (answer) {
    const before = lastSeen(last);
    const isNew = before?.generated_asset_id !== answer.generatedAssetId;
    if (isNew || before.size_name === image.sizeName) {
      // A file that was there before works as well, but then it is unknown whether our call was accepted.
      const billing: CallBilling = isNew
        ? downloadBilling(image.sizeName, 'found_done')
        : { state: 'may_be_charged', because: 'found_done' };
      return { ...finishDownload(deps, pass, image, answer), settles: intent.id, billing };
    }
  }
  const now = deps.clock.now();
  if (now < absenceCountsAt(deps.policy, intent.at))
    return notFoundYet(deps, pass, intent, { absent: true, story: { event: 'looked_up', found: false } });
  return {
    kind: 'snoozed',
    status: 'queued',
    at: now,
    settles: intent.id,
    billing: { state: 'not_charged', because: 'not_taken' },
    set: { refusals: pass.record.refusals + 1 },
    story: { event: 'not_taken' },
  };
}
