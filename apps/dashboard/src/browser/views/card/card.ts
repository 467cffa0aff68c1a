import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobCard } from '../../../jobs/job-card.ts';
import { subject } from '../../words/job/job.ts';
import { frames } from './frames.ts';
import { stateLine } from './state-note.ts';
import { stateWord } from './state-word.ts';
import { ago } from '../pieces/time.ts';

/** One job on the sheet. */
export function card(job: JobCard, now: number): TemplateResult {
  return html`<li>
    <a class="card" href="/jobs/${job.id}" data-job=${job.id} data-status=${job.status}>
      <div class="card-pictures">${frames(job, now)}</div>
      <p class="state">${stateWord(job.status)}${job.images.length > 0 ? stateLine(job, now) : nothing}</p>
      <p class="card-subject cut">${subject(job)}</p>
      <p class="edge">
        <span>${job.tenant}</span>${ago(job.created_at, now)}${job.run > 1 ? html`<span>run ${job.run}</span>` : nothing}
        <span class="edge-id" title=${job.id}>${job.id.slice(-6)}</span>
      </p>
    </a>
  </li>`;
}
