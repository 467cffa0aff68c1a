import type { JobType, TimelineEvent } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { spaced } from '../../words/text/text.ts';
import { absolute, callTime, duration } from '../../words/text/time.ts';
import { timelineRuns, type Run, type Step } from '../../words/job/timeline-runs.ts';
import { failureWords, isTaken, sentence, type Entry } from '../../words/job/timeline.ts';

/** What happened to a job, run by run, step by step. */
export function timeline({ job }: JobDetail): TemplateResult | typeof nothing {
  const runs = timelineRuns((job.timeline ?? []) as Entry[], { type: job.type, lastRun: job.run });
  if (runs.length === 0) return nothing;
  return html`<section class="detail-timeline">
    <h2>Timeline</h2>
    ${runs.map((run) => lifeOf(run, { type: job.type, isOnly: runs.length === 1 }))}
  </section>`;
}

function lifeOf({ number, steps }: Run, { type, isOnly }: { type: JobType; isOnly: boolean }): TemplateResult {
  const startedAt = steps[0]?.entries[0]?.at ?? '';
  return html`${isOnly ? nothing : html`<h3 class="timeline-run">Run ${number} <span class="quiet-words">${absolute(startedAt)}</span></h3>`}
    <ol class="timeline">
      ${steps.map((each) => step(each, { type, startedAt }))}
    </ol>`;
}

type Where = { type: JobType; startedAt: string };

function step({ words, entries }: Step, where: Where): TemplateResult {
  const [entry] = entries;
  if (!entry) return html``;
  if (entries.length === 1) return line(entry, { words, ...where });
  const last = entries.at(-1)!;
  return html`<li data-status=${tone(last)}>
    ${at(entry, where)}
    <details class="timeline-fold">
      <summary>${words}<span class="timeline-more">over ${duration(Date.parse(last.at) - Date.parse(entry.at))}</span></summary>
      <ol class="timeline">
        ${entries.map((each) => line(each, { words: sentence(each, where.type), ...where }))}
      </ol>
    </details>
  </li>`;
}

function line(entry: Entry, { words, ...where }: Where & { words: string }): TemplateResult {
  const more = extras(entry);
  return html`<li data-status=${tone(entry)}>
    ${at(entry, where)}<span class="timeline-words">${words}${more && html`<span class="timeline-more">${more}</span>`}</span>
  </li>`;
}

function at(entry: Entry, { startedAt }: Where): TemplateResult {
  return html`<time class="timeline-at" datetime=${entry.at} title=${absolute(entry.at)}
    >+${duration(Date.parse(entry.at) - Date.parse(startedAt))}</time
  >`;
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

/** What an entry holds besides its sentence: "a limit was reached · status 429 · code RateLimit · over 8 s". */
function extras(entry: Entry): string {
  const words = Object.entries(entry).flatMap(([name, value]) => {
    if (IN_SENTENCE.has(name) || name.endsWith('_id')) return [];
    if (name === 'duration_ms' && typeof value === 'number') return [callTime(value)];
    if (name === 'error' && typeof value === 'string') return [failureWords(value)];
    if (typeof value === 'string') return [name === 'note' ? value : `${spaced(name)} ${spaced(value)}`];
    return typeof value === 'number' || typeof value === 'boolean' ? [`${spaced(name)} ${value}`] : [];
  });
  const lastedMs = Date.parse(entry.last_at ?? entry.at) - Date.parse(entry.at);
  if (lastedMs >= 1_000) words.push(`over ${duration(lastedMs)}`);
  return words.join(' · ');
}
