import { h } from './dom.js';
import { absolute, duration, elapsed } from './time.js';
import { billingWords, counted, reasonWords } from './words.js';

/** @typedef {import('./board.js').JobCard} JobCard */
/** @typedef {{clock?: Node, words: string}} Note */

/** What is going on with a job: a clock where one is running, and a few words. @param {JobCard} card @returns {Note} */
function note(card) {
  switch (card.status) {
    case 'queued':
      return card.reason === 'scheduled'
        ? { words: reasonWords(card.reason) }
        : { clock: elapsed(card.since), words: `${reasonWords(card.reason)}${nextTry(card)}` };
    case 'submitting':
      return { clock: elapsed(card.since), words: 'calling Getty' };
    case 'waiting':
      return { clock: elapsed(card.since), words: counted(card.polls, 'poll') };
    case 'succeeded':
      return { words: `in ${duration(Date.parse(card.finished_at ?? card.since) - Date.parse(card.created_at))}` };
    case 'failed':
      return { words: card.error?.message ?? 'No reason was recorded' };
    case 'canceled':
    case 'expired':
      return { words: billingWords(card.billing) };
    case 'held':
      return { clock: elapsed(card.since), words: 'needs a decision' };
  }
}

/** The seconds of a limit are over before they are read, and Getty is asked every few. @param {JobCard} card */
function nextTry({ reason, resume_at: at }) {
  const soon = at === null || reason === 'getty_away' || Date.parse(at) < Date.now() + 60_000;
  return soon ? '' : `, next try ${absolute(at)}`;
}

/** The note as it stands in an empty frame: the clock large. @param {JobCard} card */
export function stateNote(card) {
  const { clock, words } = note(card);
  return h('div', { class: 'note' }, clock && h('span', { class: 'note-clock' }, clock, ' '), h('span', { class: 'note-words' }, words));
}

/** The note in one line: "12 s, 4 polls". @param {JobCard} card */
export function stateLine(card) {
  const { clock, words } = note(card);
  return h('span', { class: 'state-line' }, clock, clock && ', ', words);
}
