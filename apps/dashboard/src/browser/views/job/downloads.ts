import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { jobLink } from '../job-link.ts';
import { stateLine } from '../state-note.ts';
import { stateWord } from '../state-word.ts';

/** The downloads of a generation. */
export function downloads({ downloads: jobs }: JobDetail, now: number): TemplateResult | typeof nothing {
  if (jobs.length === 0) return nothing;
  return html`<section class="detail-downloads">
    <h2>Downloads</h2>
    <ul class="lines">
      ${repeat(
        jobs,
        ({ id }) => id,
        (job) => html`<li data-status=${job.status}>${jobLink(job)}${stateWord(job.status)}${stateLine(job, now)}</li>`,
      )}
    </ul>
  </section>`;
}
