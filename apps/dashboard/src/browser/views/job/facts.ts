import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobCard } from '../../../jobs/job-card.ts';
import type { JobDetail } from '../../../jobs/job-detail.ts';
import { submitterWords } from '../../words/job/submitter.ts';
import { absolute } from '../../words/text/time.ts';
import { jobLink } from '../card/job-link.ts';
import { when } from '../pieces/when.ts';

/** The facts of a job as names and values. What has no value is left out. */
export function facts({ job, source, card, key_names: names }: JobDetail, now: number): TemplateResult {
  const { getty, result, request } = job;
  const rows: [name: string, value: TemplateResult | string | number | false | null | undefined][] = [
    ['Made from', madeFrom(job.source, source)],
    ['Size', card.download?.size_name],
    ['Project code', text(request['project_code'])],
    ['Product', text(request['product_id'])],
    ['Batch', job.batch_id && html`<a href="/batches?batch=${job.batch_id}"><code>${job.batch_id}</code></a>`],
    ['Submitted by', job.submitted_by && html`<span title=${job.submitted_by}>${submitterWords(job.submitted_by, names)}</span>`],
    ['Created', when(job.created_at, now)],
    ['First paid call', job.submitted_at && when(job.submitted_at, now)],
    ['Ended', job.finished_at && when(job.finished_at, now)],
    ['Paid calls', job.attempts > 0 && job.attempts.toLocaleString()],
    ['Polls', getty.polls > 0 && getty.polls.toLocaleString()],
    ['Run', job.run > 1 && job.run],
    ['Priority', text(request['priority'])],
    ['Getty’s id', getty.generation_request_id && html`<code>${getty.generation_request_id}</code>`],
    ['Getty’s last answer', getty.last_status],
    ['Seed', result && 'seed' in result && result.seed !== null && String(result.seed)],
    ['Getty keeps it until', job.images_expire_at && html`<time datetime=${job.images_expire_at}>${absolute(job.images_expire_at)}</time>`],
    ['Archive', job.archive && archived(job.archive)],
  ];
  return html`<section class="detail-facts">
    <dl>
      ${rows.map(([name, value]) =>
        value
          ? html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`
          : nothing,
      )}
    </dl>
  </section>`;
}

function text(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function archived({ state, bytes, error }: NonNullable<JobDetail['job']['archive']>): string {
  switch (state) {
    case 'done':
      return bytes === null ? 'Archived' : `Archived, ${(bytes / 1_000_000).toLocaleString(undefined, { maximumFractionDigits: 1 })} MB`;
    case 'pending':
      return error === null ? 'Not archived yet' : `Not archived yet: ${error}`;
    case 'failed':
      return `Not archived: ${error ?? 'Getty no longer returns the file'}`;
  }
}

/** The job that it is made from, where that still exists; else Getty's id of the source. */
function madeFrom(source: JobDetail['job']['source'], card: JobCard | null): TemplateResult | null {
  if (source === null) return null;
  const { index } = source;
  const image = index === undefined ? '' : html`Image ${index} of `;
  const id = source.job_id ?? source.generation_request_id ?? source.asset_id ?? source.file_id;
  return html`${image}${card ? jobLink(card) : html`<code>${id}</code>`}`;
}
