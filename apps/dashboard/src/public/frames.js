import { h } from './dom.js';
import { glyph } from './glyph.js';

/** @typedef {import('./board.js').JobCard} JobCard */

/** Getty answers four images to a generation. */
const FRAMES = 4;

/** A job's pictures as frames of a contact sheet, or unexposed frames where there are none (yet). @param {JobCard} card */
export function frames(card) {
  const strip = h('div', { class: 'frames', 'data-count': card.type === 'generation' ? FRAMES : 1 });
  if (card.images.length > 0) {
    strip.classList.add('is-exposed');
    strip.append(...card.images.map((image) => frame(card, image)));
    return strip;
  }
  for (let index = 0; index < (card.type === 'generation' ? FRAMES : 1); index += 1) strip.append(h('div', { class: 'frame' }));
  const sign = h('div', { class: 'frames-sign' }, glyph(card.status));
  strip.append(sign);
  return strip;
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
