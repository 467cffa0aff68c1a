import { withoutMarks, type GenerationResult, type JobError } from '@darkroom/contracts';
import { GettyError, NotFoundError, type DownloadAnswer } from '@darkroom/getty';

import { downloadAccepted } from './download-accepted.ts';
import { afterLoss } from '../paid-call/after-loss.ts';
import { afterPaidCall } from '../paid-call/after-paid-call.ts';
import { backoffMs, POLL_BACKOFF } from '../when-to-poll/backoff.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import { finishDownload } from './finish-download.ts';
import { haveToken } from '../paid-call/have-token.ts';
import type { Image } from './image.ts';
import { lastDownload, nowSeen, remembered, type LastDownload } from './last-download.ts';
import { findLostDownload } from './lost-download.ts';
import type { Outcome } from '../pass/outcome.ts';
import { paidCall } from '../paid-call/paid-call.ts';
import { pauseOf } from '../limits/pauses.ts';
import { refused, type Sent } from '../paid-call/refusal.ts';
import { slotOrLine } from '../limits/slot-or-line.ts';
import { takeTurn } from '../limits/take-turn.ts';
import { nextPollMs } from '../pass/next-poll.ts';

/**
 * Sends a download: image free and not blocked → no other download of it running → token → turn → intent → PUT download → accepted, refused
 * or unknown.
 */
export async function submitDownload(deps: Deps, pass: Pass, image: Image): Promise<Outcome> {
  const wait =
    (await refuseBlocked(deps, image)) ??
    (await slotOrLine(deps, pass, `image.${image.key}`, pauseOf(pass.record))) ??
    (await afterLoss(deps, pass, () => findLostDownload(deps, pass, image))) ??
    (await afterAnother(deps, pass, image)) ??
    (await haveToken(deps, pass));
  if (wait) return wait;
  const { turn, wait: forTurn } = await takeTurn(deps, pass, 'queued');
  if (forTurn) return forTurn;

  const last = await lastDownload(deps, image);
  const { size_name, notes, project_code, product_id } = image.request;
  const request = { size_name, notes: withoutMarks(notes), project_code, product_id };
  const call = await paidCall(deps, pass, 'start_download', (_intent, options) =>
    deps.getty.startDownload(image.generationRequestId, image.index, request, options),
  );
  return afterPaidCall(deps, pass, { call, turn }, (intent, answer) => accepted(deps, pass, image, { intent, turn, answer, last }));
}

/** Getty withholds blocked images: requesting one could only cost. */
async function refuseBlocked(deps: Deps, image: Image): Promise<Outcome | undefined> {
  const generation = await deps.store.jobs.findByGettyId(image.generationRequestId);
  const result = generation?.result as GenerationResult | null | undefined;
  if (!result) return undefined;
  const found = result.images.find(({ index }) => index === image.index);
  if (found && !found.is_blocked) return undefined;
  const error: JobError = found
    ? { code: 'content_blocked', message: 'Getty blocked this image', getty: null }
    : { code: 'not_found', message: `The generation has no image ${image.index}`, getty: null };
  return {
    kind: 'failed',
    error,
    billing: { state: 'not_charged', because: 'nothing_sent' },
    story: { event: 'failed', code: error.code },
  };
}

/**
 * Waits for another download of this image that is running, or may be: our PUT was answered 409, or one ended here before its file was
 * seen. The result of an unseen one is remembered, so that it is not taken for ours; then ours is sent. If Getty still answers 409, its
 * file for the image is taken: a second 409 with a finished download can only mean that Getty will not make another.
 */
async function afterAnother(deps: Deps, pass: Pass, image: Image): Promise<Outcome | undefined> {
  const last = await lastDownload(deps, image);
  const unseen = last !== null && last.generated_asset_id === null;
  if (pass.record.lastStatus !== 409 && !unseen) return undefined;
  const { turn, wait } = await takeTurn(deps, pass, 'queued', 'poll');
  if (wait) return wait;
  try {
    const answer = await deps.getty.getDownload(image.generationRequestId, image.index);
    if (answer.state === 'pending') {
      const waitMs = backoffMs(POLL_BACKOFF, pass.record.refusals, deps.random, answer.retryAfterMs);
      return {
        kind: 'snoozed',
        status: 'queued',
        reason: 'capacity',
        at: deps.clock.now() + waitMs,
        story: { event: 'polled', status: 202 },
      };
    }
    if (unseen) return seen(deps, image, last, answer.generatedAssetId);
    if (pass.record.refusals < 2) return undefined;
    const finished = finishDownload(deps, pass, image, answer);
    return { ...finished, billing: { state: 'may_be_charged', because: 'already_under_way' } };
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    if (!(error instanceof GettyError)) throw error;
    return refused(deps, pass, error, { turn });
  }
}

function seen(deps: Deps, image: Image, last: LastDownload, assetId: string | null): Outcome | undefined {
  if (assetId === null) return undefined;
  const remember = remembered(image, nowSeen(last, assetId));
  return { kind: 'snoozed', status: 'queued', at: deps.clock.now(), remember, story: { event: 'polled', status: 200 } };
}

type Taken = Sent & { intent: string } & { answer: DownloadAnswer; last: LastDownload | null };

function accepted(deps: Deps, pass: Pass, image: Image, { intent, turn, answer, last }: Taken): Outcome {
  if (answer.state === 'done') return { ...finishDownload(deps, pass, image, answer), settles: intent };
  return downloadAccepted(deps, pass, image, intent, {
    because: 'getty_accepted',
    last,
    waitMs: nextPollMs(deps, pass, { sinceMs: 0, polls: 0, retryAfterMs: answer.retryAfterMs, scarce: turn.scarce }),
  });
}
