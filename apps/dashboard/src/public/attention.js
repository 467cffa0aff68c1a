import { byId, h, keep } from './dom.js';
import { glyph } from './glyph.js';
import { ago } from './time.js';
import { counted, subject } from './words.js';

const MOST_LISTED = 5;

/** Held jobs stand above all others: they wait for a person. @param {import('./board.js').Board} board */
export function createAttention(board) {
  const section = byId('attention');
  board.onChange(() => {
    const held = board
      .all()
      .filter((card) => card.status === 'held' && (board.filter.tenant === null || card.tenant === board.filter.tenant));
    const count = Math.max(held.length, board.count('held'));
    section.hidden = count === 0;
    keep(section, [count, held.map((card) => [card.id, card.since])], () => [
      h('h2', {}, glyph('held'), `${counted(count, 'job')} held`),
      h('p', {}, 'Nobody knows whether Getty took a paid call. Nothing more is spent until someone decides.'),
      h('ul', {}, ...held.slice(0, MOST_LISTED).map(line)),
      count > MOST_LISTED && h('button', { type: 'button', class: 'quiet', onclick: () => board.choose({ status: 'held' }) }, 'Show all'),
    ]);
  });
}

/** @param {import('./board.js').JobCard} card */
function line(card) {
  return h('li', {}, h('a', { href: `/jobs/${card.id}`, 'data-job': card.id }, subject(card)), ' ', ago(card.since));
}
