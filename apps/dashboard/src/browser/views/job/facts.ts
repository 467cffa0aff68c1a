import { html, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { absolute } from '../../words/time.ts';
import { jobLink } from '../job-link.ts';
import { ago } from '../time.ts';

/** The facts of a job as names and values. What has no value is left out. */
export function facts({ job, parent }: JobDetail, now: number): TemplateResult {
  const { getty, result } = job;
  const rows: [name: string, value: TemplateResult | string | number | false | null | undefined][] = [
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

function when(instant: string, now: number): TemplateResult {
  return html`<span>${absolute(instant)} <span class="quiet-words">${ago(instant, now)}</span></span>`;
}
