import { h } from './dom.js';
import { absolute, duration } from './time.js';
import { capitalized, counted, spaced } from './words.js';

/** @typedef {import('../jobs/job-detail.ts').JobDetail['job']} Job */
/** @typedef {{at: string, event: string} & Record<string, any>} Entry */

/** What each entry says. @type {Record<string, (entry: Entry) => string>} */
const SENTENCES = {
  accepted: () => 'Taken in',
  waiting_for_slot: () => 'Waits for a free slot at Getty',
  submitting: ({ call }) => (call === 'download' ? 'Sends the download to Getty' : 'Sends the generation to Getty'),
  accepted_by_getty: ({ because }) =>
    String(because ?? '').startsWith('found') ? 'Found at Getty: it had been accepted' : 'Getty accepted it',
  not_sent: () => 'The call was not sent',
  not_taken: () => 'Getty did not take the call',
  sent_again: () => 'Sends it again, as the caller asked',
  refused: () => 'Getty refused',
  outcome_unknown: () => 'The call ended without an answer',
  looked_up: ({ found }) => (found === false ? 'Looked it up at Getty: not there' : 'Looks it up at Getty'),
  polled: ({ count, status }) => `${counted(count ?? 1, 'poll')}: ${status === 202 ? 'not ready yet' : 'no result'}`,
  held: () => 'Held: needs a decision',
  succeeded: ({ images, blocked, downloads }) =>
    [
      'Succeeded',
      images && `with ${counted(images, 'image')}`,
      blocked && `(${blocked} blocked)`,
      downloads && `and started ${counted(downloads, 'download')}`,
    ]
      .filter(Boolean)
      .join(' '),
  failed: () => 'Failed',
  cancel_requested: () => 'Somebody asked to cancel',
  canceled: () => 'Canceled',
  expired: () => 'Expired',
  retried: ({ from }) => (from === 'poll' ? 'Retried: asks Getty again, free of charge' : 'Retried from the start'),
  crash_loop: () => 'Ended: it kept crashing its worker',
  webhook: ({ attempt, status }) =>
    `Webhook, try ${attempt}: ${status === undefined ? 'no answer' : status >= 200 && status < 300 ? 'delivered' : 'not taken'}`,
};

/** @type {Record<string, string>} */
const TONES = {
  succeeded: 'succeeded',
  failed: 'failed',
  refused: 'failed',
  crash_loop: 'failed',
  held: 'held',
  outcome_unknown: 'held',
  canceled: 'canceled',
  expired: 'expired',
  accepted_by_getty: 'submitting',
  submitting: 'submitting',
  polled: 'waiting',
  waiting_for_slot: 'waiting',
};

/** Told by the sentence already. */
const TOLD = new Set(['at', 'event', 'count', 'last_at', 'call', 'found', 'attempt', 'images', 'from', 'because', 'downloads', 'blocked']);

/** What happened to a job, step by step. @param {Job} job */
export function timeline(job) {
  const entries = /** @type {Entry[]} */ (job.timeline ?? []);
  if (entries.length === 0) return [];
  return [h('h3', {}, 'Timeline'), h('ol', { class: 'timeline' }, ...entries.map((entry) => step(entry, entries[0]?.at ?? entry.at)))];
}

/** @param {Entry} entry @param {string} startedAt */
function step(entry, startedAt) {
  const sentence = SENTENCES[entry.event]?.(entry) ?? capitalized(spaced(entry.event));
  const more = extras(entry);
  return h(
    'li',
    { 'data-status': tone(entry) },
    h(
      'time',
      { class: 'timeline-at', datetime: entry.at, title: absolute(entry.at) },
      `+${duration(Date.parse(entry.at) - Date.parse(startedAt))}`,
    ),
    h('span', { class: 'timeline-words' }, sentence, more && h('span', { class: 'timeline-more' }, more)),
  );
}

/** @param {Entry} entry */
function tone(entry) {
  if (entry.event !== 'webhook') return TONES[entry.event] ?? 'queued';
  return entry['status'] >= 200 && entry['status'] < 300 ? 'succeeded' : 'failed';
}

/** What an entry holds besides: "status 429 · code RateLimit · over 8 s". @param {Entry} entry */
function extras(entry) {
  const said = Object.entries(entry).filter(
    ([name, value]) => !TOLD.has(name) && !name.endsWith('_id') && value !== null && typeof value !== 'object',
  );
  const words = said.map(([name, value]) =>
    name === 'duration_ms'
      ? duration(value)
      : name === 'note'
        ? String(value)
        : `${spaced(name)} ${typeof value === 'string' ? spaced(value) : value}`,
  );
  const lastedMs = Date.parse(entry['last_at'] ?? entry.at) - Date.parse(entry.at);
  if (lastedMs >= 1_000) words.push(`over ${duration(lastedMs)}`);
  return words.join(' · ');
}
