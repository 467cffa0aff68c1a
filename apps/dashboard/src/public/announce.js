import { byId } from './dom.js';
import { counted, statusWord, subject } from './words.js';

/** @typedef {import('./board.js').JobCard} JobCard */

const TOLD = new Set(['succeeded', 'failed', 'canceled', 'expired', 'held']);
const MOST_NAMED = 2;
const LONGEST = 80;

/** Tells those who listen rather than look of jobs that have ended or are held. @param {import('./board.js').Board} board @param {JobCard[]} cards */
export function announce(board, cards) {
  const news = cards.filter((card) => TOLD.has(card.status) && board.job(card.id)?.status !== card.status);
  if (news.length === 0) return;
  byId('announcer').textContent =
    news.length > MOST_NAMED
      ? `${counted(news.length, 'job')} changed.`
      : news.map((card) => `${statusWord(card.status)}: ${subject(card).slice(0, LONGEST)}`).join('. ');
}
