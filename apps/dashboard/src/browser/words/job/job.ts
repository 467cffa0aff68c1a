import type { BillingBecause, BillingState, JobStatus, Operation, QueuedReason } from '@darkroom/contracts';

import type { JobCard } from '../../../jobs/job-card.ts';
import { capitalized, spaced } from '../text/text.ts';

/** The order in which the page counts them. */
export const STATUSES = [
  'queued',
  'submitting',
  'waiting',
  'held',
  'succeeded',
  'failed',
  'canceled',
  'expired',
] as const satisfies JobStatus[];

const REASONS: Record<QueuedReason, string> = {
  capacity: 'waiting for a free slot at Getty',
  throttled: 'Getty asked us to slow down',
  paused: 'the quota of its product is used up',
  getty_away: 'Getty does not answer',
  budget: 'the budget is used up',
  source: 'waits for the job that it is made from',
  scheduled: 'scheduled for later',
};

const BECAUSE: Record<BillingBecause, string> = {
  nothing_sent: 'nothing was sent',
  submitting: 'the paid call is under way',
  getty_accepted: 'Getty accepted the call',
  getty_refused: 'Getty refused the call',
  found_in_history: 'the call was found in Getty’s history',
  found_under_way: 'Getty was found working on it',
  not_taken: 'Getty did not take the call',
  all_blocked: 'Getty took the call and blocked every image',
  no_images: 'Getty took the call and made no image',
  outcome_unknown: 'the paid call got no answer',
  sent_again: 'an earlier call got no answer, and it was sent again',
  adopted: 'a person found the call at Getty',
  found_done: 'Getty was found to have done it',
  already_under_way: 'another download of the image was under way',
};

/** What a generation does, or is about if it has no prompt. */
const OPERATIONS: Record<Operation, string> = {
  generate: 'Generation',
  variation: 'Variations of an image',
  refine: 'Refined image',
  extend: 'Extended image',
  object_removal: 'Image with an object removed',
  background_removal: 'Image with its background removed',
  background_replacement: 'Image with another background',
  background_generation: 'Background for a product',
  influence_color: 'Images with the colours of another',
  influence_composition: 'Images with the composition of another',
};

/** All operations and reasons, for a choice. */
export const OPERATION_NAMES = Object.keys(OPERATIONS) as Operation[];
export const REASON_NAMES = Object.keys(REASONS) as QueuedReason[];

const BILLING: Record<BillingState, string> = {
  not_charged: 'Not charged',
  charged: 'Charged',
  may_be_charged: 'May be charged',
  unknown: 'Charge not known yet',
};

export function statusWord(status: JobStatus): string {
  return capitalized(status);
}

/** Why a job waits. A server of a later version may send a reason that this page does not know; so may it below. */
export function reasonWords(reason: QueuedReason | null): string {
  return reason === null ? 'next in line' : (REASONS[reason] ?? spaced(reason));
}

/** Why this job waits: with the pause that holds it up, and what a download waits for. */
export function waitsBecause({ type, reason, pause }: Pick<JobCard, 'type' | 'reason' | 'pause'>): string {
  if (pause !== null) return pauseWords(pause);
  return type === 'download' && reason === 'capacity' ? 'waiting for another download of the image' : reasonWords(reason);
}

/** What a pause is about: `daily`, or `quota.` and a product. */
export function pauseWords(pause: string): string {
  if (pause === 'daily') return 'Getty’s downloads of the day are used up';
  const product = pause.replace(/^quota\./, '');
  return product === 'default' ? 'the quota of the account’s product is used up' : `the quota of product ${product} is used up`;
}

/** Why a bill is what it is. */
export function becauseWords(because: BillingBecause): string {
  return BECAUSE[because] ?? spaced(because);
}

export function billingWords(state: BillingState): string {
  return BILLING[state] ?? capitalized(spaced(state));
}

/** What a generation does at Getty. */
export function operationWords(operation: Operation): string {
  return OPERATIONS[operation] ?? capitalized(spaced(operation));
}

/** What a job is about, in one line. */
export function subject(card: Pick<JobCard, 'prompt' | 'operation' | 'download'>): string {
  if (card.prompt !== null) return card.prompt;
  if (card.operation !== null) return operationWords(card.operation);
  if (!card.download) return 'Download';
  const { index, size_name: size } = card.download;
  return index === null ? `Re-download, ${size}` : `Download of image ${index}, ${size}`;
}
