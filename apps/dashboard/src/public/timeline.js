import { h } from './dom.js';
import { absolute, duration } from './time.js';
import { sentence } from './timeline-words.js';
import { spaced } from './words.js';

/** @typedef {import('../jobs/job-detail.ts').JobDetail['job']} Job */
/** @typedef {import('@darkroom/contracts').TimelineEvent} TimelineEvent */
/** @typedef {import('./timeline-words.js').Entry} Entry */

/** @type {Partial<Record<TimelineEvent, string>>} */
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
const TOLD = new Set([
  'at',
  'event',
  'count',
  'last_at',
  'call',
  'found',
  'attempt',
  'images',
  'from',
  'because',
  'downloads',
  'blocked',
  'action',
]);

/** What happened to a job, step by step. @param {Job} job */
export function timeline(job) {
  const entries = /** @type {Entry[]} */ (job.timeline ?? []);
  if (entries.length === 0) return [];
  return [h('h3', {}, 'Timeline'), h('ol', { class: 'timeline' }, ...entries.map((entry) => step(entry, entries[0]?.at ?? entry.at)))];
}

/** @param {Entry} entry @param {string} startedAt */
function step(entry, startedAt) {
  const more = extras(entry);
  return h(
    'li',
    { 'data-status': tone(entry) },
    h(
      'time',
      { class: 'timeline-at', datetime: entry.at, title: absolute(entry.at) },
      `+${duration(Date.parse(entry.at) - Date.parse(startedAt))}`,
    ),
    h('span', { class: 'timeline-words' }, sentence(entry), more && h('span', { class: 'timeline-more' }, more)),
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
