import type { CallBilling, JobError } from '@darkroom/contracts';
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
import { describeError, MOST_REFUSALS } from '../paid-call/refusal.ts';
import { takeTurn } from '../limits/take-turn.ts';
import { unreachable } from '../limits/unreachable.ts';

/** Each of these calls may cost, so it is not made without end. */
const NEVER_TAKEN: JobError = {
  code: 'getty_unavailable',
  message: `Getty gave no clear answer to ${MOST_REFUSALS} calls, and took none of them`,
  getty: null,
};

/**
 * Finds the outcome of a PUT download by GET download of the image. Downloads of one image run one after another. So a pending one is ours,
 * and a finished one is ours unless it is the one remembered from before. An absent one counts only when the call can no longer be on its
 * way; then it was not accepted, and is sent again.
 */
export async function findDownload(deps: Deps, pass: Pass, image: Image, intent: NonNullable<JobRecord['intent']>): Promise<Outcome> {
  const { wait } = await takeTurn(deps, pass, 'submitting');
  if (wait) return wait;
  const askedAt = deps.clock.now();
  let answer: DownloadAnswer | null;
  try {
    answer = await deps.getty.getDownload(image.generationRequestId, image.index);
  } catch (error) {
    if (!(error instanceof GettyError)) throw error;
    if (!(error instanceof NotFoundError))
      return notFoundYet(deps, pass, intent, {
        askedAt,
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
  if (askedAt < absenceCountsAt(deps.policy, intent.at))
    return notFoundYet(deps, pass, intent, { askedAt, absent: true, story: { event: 'looked_up', found: false } });
  const refusals = pass.record.refusals + 1;
  const notTaken = {
    settles: intent.id,
    billing: { state: 'not_charged', because: 'not_taken' },
    set: { refusals },
    story: { event: 'not_taken' },
  } as const;
  if (refusals >= MOST_REFUSALS) return { kind: 'failed', error: NEVER_TAKEN, ...notTaken };
  return { kind: 'snoozed', status: 'queued', at: deps.clock.now(), ...notTaken };
}
