import { h } from './dom.js';
import { pictureUrl } from './frames.js';
import { glyph } from './glyph.js';
import { stateLine } from './state-note.js';
import { absolute, ago } from './time.js';
import { waysOut } from './ways-out.js';
import { becauseWords, billingWords, capitalized, counted, statusWord, subject } from './words.js';

/** @typedef {import('../jobs/job-detail.ts').JobDetail} JobDetail */
/** @typedef {JobDetail['job']} Job */
/** @typedef {import('./dom.js').Child} Child */

/** What went wrong, in words, and what can be done where something can. @param {Job} job @returns {Child[]} */
export function failure(job) {
  if (job.error === null && job.status !== 'held') return [];
  const said = job.error?.getty;
  return [
    job.error && h('p', { class: 'failure-words' }, job.error.message),
    job.error &&
      h(
        'p',
        { class: 'failure-code' },
        [job.error.code, said?.status && `Getty answered ${said.status}`, said?.code, said?.detail].filter(Boolean).join(' · '),
      ),
    job.status === 'held' && waysOut(job),
  ];
}

/** @param {JobDetail} detail @returns {Child[]} */
export function pictures({ card, job }) {
  if (card.images.length === 0) return [];
  const list = card.images.map(({ index, is_blocked }) =>
    h(
      'figure',
      { class: 'picture' },
      is_blocked
        ? h('span', { class: 'frame-blocked' }, 'Blocked by Getty')
        : h(
            'a',
            { href: pictureUrl(card.id, index), target: '_blank', rel: 'noreferrer' },
            h('img', { src: pictureUrl(card.id, index), alt: `Image ${index}`, decoding: 'async' }),
          ),
      h('figcaption', { class: 'frame-number' }, `▸${index}`),
    ),
  );
  return [h('div', { class: 'pictures', 'data-count': list.length }, ...list), fileLink(job)];
}

/** @param {Job} job */
function fileLink(job) {
  if (job.result === null || !('url' in job.result)) return null;
  const alive = Date.parse(job.result.url_expires_at) > Date.now();
  if (!alive) return h('p', { class: 'quiet-words' }, 'The link to the full file has run out. Download the image again to get a new one.');
  return h(
    'p',
    {},
    h('a', { href: job.result.url, target: '_blank', rel: 'noreferrer' }, `Open the ${job.result.size_name} file`),
    h('span', { class: 'quiet-words' }, ' until ', absolute(job.result.url_expires_at)),
  );
}

/** @param {Job} job @returns {Child[]} */
export function billing(job) {
  return [
    h(
      'p',
      { 'data-billing': job.billing.state },
      h('strong', {}, billingWords(job.billing.state)),
      h('span', { class: 'quiet-words' }, `: ${becauseWords(job.billing.because)}`),
    ),
  ];
}

/** @param {JobDetail} detail @returns {Child[]} */
export function facts({ job, parent }) {
  /** @type {[string, Child][]} */
  const rows = [
    ['Created', when(job.created_at)],
    ['First paid call', job.submitted_at && when(job.submitted_at)],
    ['Ended', job.finished_at && when(job.finished_at)],
    ['Paid calls', job.attempts > 0 && String(job.attempts)],
    ['Polls', job.getty.polls > 0 && String(job.getty.polls)],
    ['Run', job.run > 1 && String(job.run)],
    ['Getty’s id', job.getty.generation_request_id && h('code', {}, job.getty.generation_request_id)],
    ['Getty’s last answer', job.getty.last_status && String(job.getty.last_status)],
    ['Seed', job.result && 'seed' in job.result && job.result.seed !== null && String(job.result.seed)],
    ['Batch', job.batch_id && h('code', {}, job.batch_id)],
    ['Downloaded from', parent && h('a', { href: `/jobs/${parent.id}`, 'data-job': parent.id }, subject(parent))],
    ['Getty keeps it until', job.images_expire_at && absolute(job.images_expire_at)],
  ];
  return [h('dl', {}, ...rows.flatMap(([name, value]) => (value ? [h('div', {}, h('dt', {}, name), h('dd', {}, value))] : [])))];
}

/** @param {JobDetail} detail @returns {Child[]} */
export function downloads({ downloads: jobs }) {
  if (jobs.length === 0) return [];
  return [
    h('h3', {}, 'Downloads'),
    h(
      'ul',
      { class: 'lines' },
      ...jobs.map((job) =>
        h(
          'li',
          { 'data-status': job.status },
          h('a', { href: `/jobs/${job.id}`, 'data-job': job.id }, subject(job)),
          h('span', { class: 'state-word' }, glyph(job.status), statusWord(job.status)),
          stateLine(job),
        ),
      ),
    ),
  ];
}

/** @type {Record<string, [word: string, shape: string]>} */
const DELIVERY = {
  pending: ['Not delivered yet', 'waiting'],
  delivered: ['Delivered', 'succeeded'],
  failed: ['Given up', 'failed'],
  refused: ['Refused', 'canceled'],
};

/** @param {JobDetail} detail @returns {Child[]} */
export function deliveries({ deliveries: all }) {
  if (all.length === 0) return [];
  return [
    h('h3', {}, 'Webhooks'),
    h(
      'ul',
      { class: 'lines' },
      ...all.map((delivery) => {
        const [word, shape] = DELIVERY[delivery.status] ?? [capitalized(delivery.status), 'queued'];
        return h(
          'li',
          { 'data-status': shape },
          h('span', { class: 'lines-url' }, delivery.url),
          h('span', { class: 'state-word' }, glyph(shape), word),
          h(
            'span',
            { class: 'quiet-words' },
            `${delivery.event_type}, ${counted(delivery.attempts, 'try', 'tries')}`,
            delivery.next_at && delivery.status === 'pending' ? ', next ' : '',
            delivery.next_at && delivery.status === 'pending' ? ago(delivery.next_at) : '',
          ),
        );
      }),
    ),
  ];
}

/** @param {Job} job @returns {Child[]} */
export function request(job) {
  const { metadata } = job;
  const asked = metadata === null ? job.request : { ...job.request, metadata };
  return [h('details', {}, h('summary', {}, 'Request'), h('pre', { tabindex: 0 }, JSON.stringify(asked, null, 2)))];
}

/** @param {string} instant */
function when(instant) {
  return h('span', {}, absolute(instant), ' ', h('span', { class: 'quiet-words' }, ago(instant)));
}
