import { createCard } from './card.js';
import { byId, h } from './dom.js';
import { emptySheet } from './empty.js';
import { counted } from './words.js';

/** The contact sheet: the newest jobs, each in a place of its own. @param {import('./board.js').Board} board */
export function createSheet(board) {
  /** @type {Map<string, ReturnType<typeof createCard>>} */
  const cards = new Map();
  const sheet = byId('sheet');
  const list = h('ul', { class: 'sheet-list' });
  const words = h('p', { class: 'sheet-words' });
  const empty = emptySheet();
  sheet.append(words, list, empty);
  list.addEventListener('keydown', moveFocus);

  board.onChange(() => {
    if (!board.loaded) return;
    sheet.removeAttribute('aria-busy');
    const shown = board.shown();
    empty.hidden = board.total() > 0 || shown.length > 0;
    words.textContent = sheetWords(board, shown.length);
    words.hidden = !empty.hidden;

    const wanted = shown.map((job) => {
      const card = cards.get(job.id) ?? createCard(job.id);
      cards.set(job.id, card);
      card.update(job);
      return card;
    });
    /** @type {Set<string>} */
    const kept = new Set(shown.map(({ id }) => id));
    for (const [id, card] of cards) {
      if (kept.has(id)) continue;
      card.element.remove();
      cards.delete(id);
    }
    // Only what is out of place is moved: moving an element takes the focus from it.
    wanted.forEach(({ element }, index) => {
      if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
    });
  });
}

/** @param {import('./board.js').Board} board @param {number} shown */
function sheetWords(board, shown) {
  const { status, tenant } = board.filter;
  const whose = tenant === null ? '' : ` of ${tenant}`;
  if (status === null) {
    const total = board.total();
    return shown < total && tenant === null
      ? `The newest ${shown} of ${counted(total, 'job')}`
      : `${counted(shown, 'job')}${whose}, newest first`;
  }
  const there = board.count(status);
  const all = `${counted(there, `${status} job`)}${whose}`;
  return shown < there ? `${shown} of ${all}: this page holds the newest ${board.newest} jobs` : all;
}

/** Arrow keys go from card to card as they lie on the screen. @param {KeyboardEvent} event */
function moveFocus(event) {
  const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('#sheet .card')]);
  const here = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (here < 0 || event.metaKey || event.ctrlKey || event.altKey) return;
  const columns = links.filter((link) => link.offsetTop === links[0]?.offsetTop).length;
  /** @type {Record<string, number>} */
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, j: 1, k: -1 };
  const next = event.key === 'Home' ? links[0] : event.key === 'End' ? links.at(-1) : links[here + (steps[event.key] ?? 0)];
  if (!next || next === links[here]) return;
  event.preventDefault();
  next.focus();
}
