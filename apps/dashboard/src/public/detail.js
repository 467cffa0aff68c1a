import { copyButton } from './copy-button.js';
import { byId, h, keep } from './dom.js';
import { billing, deliveries, downloads, failure, facts, pictures, request } from './detail-parts.js';
import { glyph } from './glyph.js';
import { stateLine } from './state-note.js';
import { timeline } from './timeline.js';
import { capitalized, statusWord, subject } from './words.js';

/** @typedef {import('../jobs/job-detail.ts').JobDetail} JobDetail */

/** The list is told of moves; webhook tries and polls in between are seen by asking. */
const ASK_EVERY_MS = 2_000;

/**
 * One job, in front of the list. What is open is what the address says, so that a job can be linked to and the back button closes it.
 * @param {import('./board.js').Board} board
 */
export function createDetail(board) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('detail'));
  const close = h('button', { type: 'button', class: 'detail-close', 'aria-label': 'Close', onclick: () => dialog.close() }, '×');
  const body = h('div', { class: 'detail-body', tabindex: -1, autofocus: true });
  dialog.append(close, body);
  /** @type {string | null} */
  let open = null;
  let parts = createParts(body);
  /** @type {number | undefined} */
  let timer;

  const ask = async () => {
    clearTimeout(timer);
    const id = open;
    if (id === null) return;
    const found = await fetchDetail(id);
    if (open !== id) return; // another job was opened meanwhile
    parts.show(found);
    timer = window.setTimeout(() => void ask(), ASK_EVERY_MS);
  };

  /** Makes the screen what the address says. */
  const follow = () => {
    const id = /^\/jobs\/([^/]+)$/.exec(location.pathname)?.[1] ?? null;
    if (id === open) return;
    open = id;
    document.title = id === null ? 'Darkroom' : `${id} · Darkroom`;
    if (id === null) {
      dialog.close();
      return;
    }
    body.scrollTop = 0;
    parts = createParts(body);
    if (!dialog.open) dialog.showModal();
    void ask();
  };

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[data-job]') : null;
    if (!(link instanceof HTMLAnchorElement) || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return;
    event.preventDefault();
    history.pushState({ opened: true }, '', link.href);
    follow();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close(); // beside the panel
  });
  // However it was closed: Esc, the button, a click beside it.
  dialog.addEventListener('close', () => {
    clearTimeout(timer);
    if (open === null) return;
    history.pushState(null, '', '/');
    follow();
  });
  window.addEventListener('popstate', follow);
  board.onChange(() => {
    const card = open === null ? undefined : board.job(open);
    if (card && parts.isBehind(card)) void ask();
  });
  follow();
}

/** The parts of one job's panel, each built anew only when its own content has changed. @param {HTMLElement} body */
function createParts(body) {
  const heading = h('header', { class: 'detail-head' });
  const sections = ['failure', 'pictures', 'billing', 'facts', 'downloads', 'timeline', 'deliveries', 'request'].map((name) =>
    h('section', { class: `detail-${name}` }),
  );
  const [failed, shown, billed, known, taken, told, sent, asked] =
    /** @type {[HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement]} */ (sections);
  heading.append(h('h2', { id: 'detail-title' }, 'Loading…'));
  body.replaceChildren(heading, ...sections);
  /** @type {JobDetail | null} */
  let last = null;

  /** @param {JobDetail | string} found */
  const show = (found) => {
    if (typeof found === 'string') {
      if (last === null) keep(heading, found, () => [h('h2', { id: 'detail-title' }, found)]);
      return;
    }
    last = found;
    const { job, card } = found;
    keep(heading, card, () => [
      h(
        'p',
        { class: 'detail-state', 'data-status': card.status },
        h('span', { class: 'state-word' }, glyph(card.status), statusWord(card.status)),
        card.status === 'failed' ? null : stateLine(card),
      ),
      h('h2', { id: 'detail-title' }, job.type === 'generation' ? String(job.request['prompt']) : subject(card)),
      h(
        'p',
        { class: 'edge' },
        h('span', {}, capitalized(job.type)),
        h('span', {}, job.tenant),
        copyButton({ text: job.id, label: job.id, look: 'copy' }),
      ),
    ]);
    keep(failed, [card.status, job.error], () => failure(job));
    keep(shown, [card.images, job.result], () => pictures(found));
    keep(billed, job.billing, () => billing(job));
    keep(known, [{ ...job, timeline: null }, found.parent], () => facts(found));
    keep(taken, found.downloads, () => downloads(found));
    keep(told, [job.timeline, card.status], () => timeline(job));
    keep(sent, found.deliveries, () => deliveries(found));
    keep(asked, [job.request, job.metadata], () => request(job));
  };

  /** @param {import('./board.js').JobCard} card */
  const isBehind = (card) => last !== null && (last.card.seq < card.seq || last.card.polls < card.polls);
  return { show, isBehind };
}

/** @param {string} id @returns {Promise<JobDetail | string>} the job, or in words why there is none */
async function fetchDetail(id) {
  try {
    const answer = await fetch(`/jobs/${id}`, { headers: { accept: 'application/json' } });
    const content = await answer.json();
    if (answer.status === 401) location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
    return answer.ok ? content : content.detail;
  } catch {
    return 'The dashboard does not answer. This page tries again by itself.';
  }
}
