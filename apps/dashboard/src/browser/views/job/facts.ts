import { html, type TemplateResult } from 'lit-html';

import type { JobCard } from '../../../jobs/job-card.ts';
import type { JobDetail } from '../../../jobs/job-detail.ts';
import { operationWords } from '../../words/job.ts';
import { absolute } from '../../words/time.ts';
import { jobLink } from '../job-link.ts';
import { ago } from '../time.ts';

/** The facts of a job as names and values. What has no value is left out. */
export function facts({ job, parent, source }: JobDetail, now: number): TemplateResult {
  const { getty, result } = job;
  const rows: [name: string, value: TemplateResult | string | number | false | null | undefined][] = [
    ['Operation', job.operation && operationWords(job.operation)],
    ['Made from', madeFrom(job.source, source)],
    ['Created', when(job.created_at, now)],
    ['First paid call', job.submitted_at && when(job.submitted_at, now)],
    ['Ended', job.finished_at && when(job.finished_at, now)],
    ['Paid calls', job.attempts > 0 && job.attempts],
    ['Polls', getty.polls > 0 && getty.polls],
    ['Run', job.run > 1 && job.run],
    ['Getty’s id', getty.generation_request_id && html`<code>${getty.generation_request_id}</code>`],
    ['Getty’s last answer', getty.last_status],
    ['Seed', result && 'seed' in result && result.seed !== null && String(result.seed)],
    ['Batch', job.batch_id && html`<code>${job.batch_id}</code>`],
    ['Downloaded from', parent && jobLink(parent)],
    ['Getty keeps it until', job.images_expire_at && absolute(job.images_expire_at)],
  ];
  return html`<section class="detail-facts">
    <dl>
      ${rows.map(([name, value]) =>
        value
          ? html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`
          : '',
      )}
    </dl>
  </section>`;
}

/** The job that it is made from, where that still exists; else Getty's id of the source. */
function madeFrom(source: JobDetail['job']['source'], card: JobCard | null): TemplateResult | null {
  if (source === null) return null;
  const { index } = source;
  const image = index === undefined ? '' : html`Image ${index} of `;
  const id = source.job_id ?? source.generation_request_id ?? source.asset_id ?? source.file_id;
  return html`${image}${card ? jobLink(card) : html`<code>${id}</code>`}`;
}

function when(instant: string, now: number): TemplateResult {
  return html`<span>${absolute(instant)} <span class="quiet-words">${ago(instant, now)}</span></span>`;
}
