import { GettyError, type DownloadAnswer } from '@darkroom/getty';

import { pollAgain, pollFailed, pollLater } from '../paid-call/after-poll.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import { finishDownload } from './finish-download.ts';
import type { Image } from './image.ts';
import { isOfThisRun, lastDownload, nowSeen, remembered, servesLate } from './last-download.ts';
import type { LookedAt } from '../pass/looked.ts';
import type { Outcome } from '../pass/outcome.ts';
import { withoutTurn } from '../pass/turn.ts';
import { takeTurn } from '../limits/take-turn.ts';
import { processingTimeOf } from '../when-to-poll/processing-time-of.ts';

/** Takes a turn and calls GET download: done, or come back later. `looked`: the call was made, and this is its answer. */
export async function pollDownload(
  deps: Deps,
  pass: Pass,
  { image, looked }: { image: Image; looked: LookedAt<'download', DownloadAnswer> | undefined },
): Promise<Outcome> {
  const { turn, wait } = looked ? { turn: withoutTurn(looked.look) } : await takeTurn(deps, pass, 'waiting');
  if (wait) return pollLater(deps, pass, wait);
  const askedAt = looked?.askedAt ?? deps.clock.now();
  try {
    const answer = await (looked ? looked.answer() : deps.getty.getDownload(image.generationRequestId, image.index));
    if (answer.state === 'pending') return pollAgain(deps, pass, { askedAt, turn, retryAfterMs: answer.retryAfterMs });
    const late = isOfThisRun(pass.record) ? undefined : await notOurs(deps, pass, image, answer.generatedAssetId);
    if (late) return late;
    const finished = finishDownload(deps, pass, image, answer);
    const { billing: _asAccepted, ...rest } = finished;
    const set = { ...finished.set, polls: pass.record.polls + 1 };
    return { ...rest, ...processingTimeOf(pass.record, deps.clock.now()), set };
  } catch (error) {
    if (!(error instanceof GettyError)) throw error;
    return pollFailed(deps, pass, { askedAt, turn, error });
  }
}

/** Getty now has the file of another download: polling cannot return the paid file any more. */
async function notOurs(deps: Deps, pass: Pass, image: Image, assetId: string | null): Promise<Outcome | undefined> {
  const last = await lastDownload(deps, image);
  if (servesLate(last, pass.record.id, { sizeName: image.sizeName, assetId })) return undefined;
  const unseen = last !== null && last.generated_asset_id === null && assetId !== null;
  return {
    kind: 'failed',
    error: { code: 'replaced', message: 'Getty has the file of another download of this image in its place', getty: null },
    set: { last_status: 200, polls: pass.record.polls + 1 },
    ...(unseen && { remember: remembered(image, nowSeen(last, assetId)) }),
    story: { event: 'failed', code: 'replaced' },
  };
}
