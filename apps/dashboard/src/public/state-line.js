import { h } from './dom.js';
import { duration, elapsed } from './time.js';
import { billingWords, counted, reasonWords } from './words.js';

/** @typedef {import('./board.js').JobCard} JobCard */

/** What is going on with a job, in a few words that tick. @param {JobCard} card @returns {(Node | string)[]} */
export function stateLine(card) {
  switch (card.status) {
    case 'queued':
      return card.reason === 'scheduled' ? [reasonWords(card.reason)] : [elapsed(card.since), `, ${reasonWords(card.reason)}`];
    case 'submitting':
      return ['calling Getty, ', elapsed(card.since)];
    case 'waiting':
      return [elapsed(card.since), card.polls === 0 ? '' : `, ${counted(card.polls, 'poll')}`];
    case 'succeeded':
      return [`in ${duration(Date.parse(card.finished_at ?? card.since) - Date.parse(card.created_at))}`];
    case 'failed':
      return [card.error?.message ?? 'no reason was recorded'];
    case 'canceled':
    case 'expired':
      return [billingWords(card.billing).toLowerCase()];
    case 'held':
      return ['needs a decision, for ', elapsed(card.since)];
  }
}

/** @param {JobCard} card */
export function stateText(card) {
  return h('span', { class: 'state-line' }, ...stateLine(card));
}
