import { byId, h, keep } from './dom.js';
import { glyph } from './glyph.js';
import { STATUSES, statusWord } from './words.js';

const COMPACT_FROM = 10_000;
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });

/** How many jobs there are of each status; choosing one shows only those. @param {import('./board.js').Board} board */
export function createTally(board) {
  const parts = STATUSES.map((status) => {
    const number = h('span', { class: 'tally-number' });
    const choose = () => board.choose({ status: board.filter.status === status ? null : status });
    const label = h('span', { class: 'tally-word' }, glyph(status), statusWord(status));
    const button = h('button', { class: 'tally-part', type: 'button', 'data-status': status, onclick: choose }, number, label);
    return { status, button, number };
  });
  byId('tally').append(...parts.map(({ button }) => button));

  board.onChange(() => {
    for (const { status, button, number } of parts) {
      const count = board.count(status);
      keep(number, count, () => [count < COMPACT_FROM ? count.toLocaleString() : compact.format(count)]);
      number.title = count.toLocaleString();
      button.classList.toggle('is-none', count === 0);
      button.setAttribute('aria-pressed', String(board.filter.status === status));
    }
  });
}

/** Chips to look at one tenant alone, where there are several. @param {import('./board.js').Board} board */
export function createTenants(board) {
  const group = byId('tenants');
  board.onChange(() => {
    const tenants = board.tenants();
    group.hidden = tenants.length < 2;
    keep(group, tenants, () => ['All tenants', ...tenants].map((name, index) => chip(board, name, index === 0 ? null : name)));
    for (const button of group.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String((button.dataset['tenant'] ?? null) === board.filter.tenant));
    }
  });
}

/** @param {import('./board.js').Board} board @param {string} label @param {string | null} tenant */
function chip(board, label, tenant) {
  return h('button', { class: 'chip', type: 'button', 'data-tenant': tenant, onclick: () => board.choose({ tenant }) }, label);
}
