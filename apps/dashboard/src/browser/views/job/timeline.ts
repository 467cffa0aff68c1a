import type { TimelineEvent } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { spaced } from '../../words/text.ts';
import { absolute, duration } from '../../words/time.ts';
import { isTaken, sentence, type Entry } from '../../words/timeline.ts';

/** What happened to a job, step by step. */
export function timeline({ job }: JobDetail): TemplateResult | typeof nothing {
  const entries = (job.timeline ?? []) as Entry[];
  const [first] = entries;
  if (!first) return nothing;
  return html`<section class="detail-timeline">
    <h2>Timeline</h2>
    <ol class="timeline">
      ${entries.map((entry) => step(entry, first.at))}
    </ol>
  </section>`;
}

function step(entry: Entry, startedAt: string): TemplateResult {
  const more = extras(entry);
  return html`<li data-status=${tone(entry)}>
    <time class="timeline-at" datetime=${entry.at} title=${absolute(entry.at)}
      >+${duration(Date.parse(entry.at) - Date.parse(startedAt))}</time
    >
    <span class="timeline-words">${sentence(entry)}${more && html`<span class="timeline-more">${more}</span>`}</span>
  </li>`;
}

const TONES: Partial<Record<TimelineEvent, string>> = {
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

/** The status that has this entry's colour. */
function tone(entry: Entry): string {
  if (entry.event !== 'webhook') return TONES[entry.event] ?? 'queued';
  return isTaken(entry['status']) ? 'succeeded' : 'failed';
}

/** Fields that are in the sentence, or belong to the entry itself. */
const IN_SENTENCE: ReadonlySet<string> = new Set([
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

/** What an entry holds besides its sentence: "status 429 · code RateLimit · over 8 s". */
function extras(entry: Entry): string {
  const words = Object.entries(entry).flatMap(([name, value]) => {
    if (IN_SENTENCE.has(name) || name.endsWith('_id')) return [];
    if (name === 'duration_ms' && typeof value === 'number') return [duration(value)];
    if (typeof value === 'string') return [name === 'note' ? value : `${spaced(name)} ${spaced(value)}`];
    return typeof value === 'number' || typeof value === 'boolean' ? [`${spaced(name)} ${value}`] : [];
  });
  const lastedMs = Date.parse(entry.last_at ?? entry.at) - Date.parse(entry.at);
  if (lastedMs >= 1_000) words.push(`over ${duration(lastedMs)}`);
  return words.join(' · ');
}
