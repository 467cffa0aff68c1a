import { h, keep } from './dom.js';
import { frames } from './frames.js';
import { glyph } from './glyph.js';
import { stateLine } from './state-note.js';
import { ago } from './time.js';
import { statusWord, subject } from './words.js';

/** @typedef {import('./board.js').JobCard} JobCard */

/** One job on the sheet. The link stays the same element through all changes, so the focus stays on it. @param {string} id */
export function createCard(id) {
  const pictures = h('div', { class: 'card-pictures' });
  const state = h('p', { class: 'state' });
  const prompt = h('p', { class: 'card-subject' });
  const edge = h('p', { class: 'edge' });
  const link = h('a', { class: 'card', href: `/jobs/${id}`, 'data-job': id }, pictures, state, prompt, edge);
  const element = h('li', {}, link);

  /** @param {JobCard} card */
  const update = (card) => {
    link.dataset['status'] = card.status;
    const developed = card.images.length > 0;
    const noted = [card.status, card.reason, card.resume_at, card.polls, card.since, card.error, card.billing];
    keep(pictures, [card.images, developed || noted], () => [frames(card)]);
    keep(state, [developed, noted], () => [
      h('span', { class: 'state-word' }, glyph(card.status), statusWord(card.status)),
      developed && stateLine(card),
    ]);
    keep(prompt, subject(card), () => [subject(card)]);
    keep(edge, [card.tenant, card.created_at, card.run], () => [
      h('span', {}, card.tenant),
      ago(card.created_at),
      card.run > 1 && h('span', {}, `run ${card.run}`),
      h('span', { class: 'edge-id', title: card.id }, card.id.slice(-6)),
    ]);
  };
  return { element, link, update };
}
