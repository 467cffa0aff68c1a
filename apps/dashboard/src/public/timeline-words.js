import { capitalized, counted, spaced } from './words.js';

/** @typedef {import('@darkroom/contracts').TimelineEvent} TimelineEvent */
/** @typedef {{at: string, event: TimelineEvent, call?: import('@darkroom/contracts').PaidCall} & Record<string, any>} Entry */

/** What a timeline entry says. An api of a later version may write an event that this page does not know. @param {Entry} entry */
export function sentence(entry) {
  return SENTENCES[entry.event]?.(entry) ?? capitalized(spaced(entry.event));
}

/** @type {Record<TimelineEvent, (entry: Entry) => string>} */
const SENTENCES = {
  accepted: () => 'Taken in',
  waiting_for_slot: () => 'Waits for a free slot at Getty',
  submitting: ({ call }) => (call === 'start_download' ? 'Sends the download to Getty' : 'Sends the generation to Getty'),
  accepted_by_getty: ({ because }) =>
    String(because ?? '').startsWith('found') ? 'Found at Getty: it had been accepted' : 'Getty accepted it',
  not_sent: () => 'The call was not sent',
  not_taken: () => 'Getty did not take the call',
  sent_again: () => 'Sends it again, as the caller asked',
  refused: () => 'Getty refused',
  outcome_unknown: () => 'The call ended without an answer',
  looked_up: ({ found }) => (found === false ? 'Looked it up at Getty: not there' : 'Looks it up at Getty'),
  polled: ({ count, status }) => `${counted(count ?? 1, 'poll')}: ${status === 202 ? 'not ready yet' : 'no result'}`,
  held: () => 'Held: needs a decision',
  succeeded: ({ images, blocked, downloads }) =>
    [
      'Succeeded',
      images && `with ${counted(images, 'image')}`,
      blocked && `(${blocked} blocked)`,
      downloads && `and started ${counted(downloads, 'download')}`,
    ]
      .filter(Boolean)
      .join(' '),
  failed: () => 'Failed',
  cancel_requested: () => 'Somebody asked to cancel',
  canceled: () => 'Canceled',
  changed: ({ fields }) => `Changed: ${Array.isArray(fields) ? fields.map(String).map(spaced).join(', ') : 'its wishes'}`,
  expired: () => 'Expired',
  resolved: ({ action }) => RESOLVED[String(action)] ?? 'Resolved',
  retried: ({ from }) => (from === 'poll' ? 'Retried: asks Getty again, free of charge' : 'Retried from the start'),
  crash_loop: () => 'Ended: it kept crashing its worker',
  webhook: ({ attempt, status }) =>
    // Ended before a first try: its endpoint was disabled or deleted.
    attempt === undefined
      ? 'Webhook: not sent'
      : `Webhook, try ${attempt}: ${status === undefined ? 'no answer' : status >= 200 && status < 300 ? 'delivered' : 'not taken'}`,
};

/** @type {Record<string, string>} */
const RESOLVED = {
  retry: 'Resolved: sent again',
  fail: 'Resolved: given up',
  adopt: 'Resolved: goes on with what Getty has',
};
