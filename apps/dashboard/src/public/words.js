/** What stands on the screen for the words of the API. */

export const STATUSES = /** @type {const} */ (['queued', 'submitting', 'waiting', 'held', 'succeeded', 'failed', 'canceled', 'expired']);

/** @type {Record<import('@darkroom/contracts').QueuedReason, string>} */
const REASONS = {
  capacity: 'waiting for a free slot at Getty',
  throttled: 'Getty asked us to slow down',
  paused: 'the quota of its product is used up',
  getty_away: 'Getty does not answer',
  budget: 'the budget is used up',
  scheduled: 'scheduled for later',
};

/** @type {Record<import('@darkroom/contracts').BillingBecause, string>} */
const BECAUSE = {
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

/** @type {Record<import('@darkroom/contracts').BillingState, string>} */
const BILLING = {
  not_charged: 'Not charged',
  charged: 'Charged',
  may_be_charged: 'May be charged',
  unknown: 'Not known yet whether it was charged',
};

/** @param {string} status */
export function statusWord(status) {
  return capitalized(status);
}

/** @param {import('@darkroom/contracts').QueuedReason | null} reason */
export function reasonWords(reason) {
  return reason === null ? 'next in line' : (REASONS[reason] ?? spaced(reason));
}

/** Why a bill is what it is. @param {import('@darkroom/contracts').BillingBecause} because */
export function becauseWords(because) {
  return BECAUSE[because] ?? spaced(because);
}

/** @param {import('@darkroom/contracts').BillingState} state */
export function billingWords(state) {
  return BILLING[state] ?? capitalized(spaced(state));
}

/** `getty_accepted` → `getty accepted` @param {string} code */
export function spaced(code) {
  return code.replaceAll('_', ' ');
}

/** @param {string} text */
export function capitalized(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}

/** @param {import('../jobs/job-card.ts').JobCard} card */
export function subject(card) {
  if (card.prompt !== null) return card.prompt;
  return card.download ? `Download of image ${card.download.index}, ${card.download.size_name}` : 'Download';
}
