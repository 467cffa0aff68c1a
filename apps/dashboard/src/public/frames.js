import { h } from './dom.js';
import { glyph } from './glyph.js';
import { stateNote } from './state-note.js';

/** @typedef {import('./board.js').JobCard} JobCard */

/** A job's pictures as frames of a contact sheet; where there are none (yet), one unexposed frame that says why. @param {JobCard} card */
export function frames(card) {
  if (card.images.length === 0) return h('div', { class: 'blank' }, glyph(card.status), stateNote(card));
  return h('div', { class: 'frames', 'data-count': card.images.length }, ...card.images.map((image) => frame(card, image)));
}

/** @param {string} jobId @param {number} index */
export function pictureUrl(jobId, index) {
  return `/pictures/${jobId}/${index}`;
}

/** @param {JobCard} card @param {{index: number, is_blocked: boolean}} image */
function frame(card, { index, is_blocked }) {
  const content = is_blocked
    ? h('span', { class: 'frame-blocked' }, 'Blocked')
    : h('img', { src: pictureUrl(card.id, index), alt: '', loading: 'lazy', decoding: 'async' });
  return h('figure', { class: 'frame' }, content, h('figcaption', { class: 'frame-number', 'aria-hidden': 'true' }, `▸${index}`));
}
