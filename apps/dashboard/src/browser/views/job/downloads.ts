import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobCard } from '../../../jobs/job-card.ts';
import type { JobDetail } from '../../../jobs/job-detail.ts';
import type { JobPage } from '../../state/jobs/job-list.ts';
import { fileList } from '../pictures/file-list.ts';
import { jobLink } from '../card/job-link.ts';
import { stateLine } from '../card/state-note.ts';
import { stateWord } from '../card/state-word.ts';

/** The downloads of a generation. */
export function downloads({ downloads: files }: JobDetail, now: number): TemplateResult | typeof nothing {
  if (files.length === 0) return nothing;
  return html`<section class="detail-downloads">
    <h2>Downloads</h2>
    ${fileList(files, now)}
  </section>`;
}

/** What was made from its pictures. */
export function madeFromIt({ job }: JobDetail, made: JobPage | null, now: number): TemplateResult | typeof nothing {
  if (made === null || made.data.length === 0) return nothing;
  return html`<section class="detail-made">
    <h2>Made from it</h2>
    <ul class="lines">
      ${made.data.map((each) => line(each, now))}
    </ul>
    ${made.next_cursor === null ? nothing : html`<p><a href="/jobs?source_job_id=${job.id}">Show all</a></p>`}
  </section>`;
}

function line(job: JobCard, now: number): TemplateResult {
  return html`<li data-status=${job.status}>${jobLink(job)}${stateWord(job.status)}${stateLine(job, now)}</li>`;
}
