import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import type { JobCard } from '../../../jobs/job-card.ts';
import type { Selection } from '../../state/jobs/selection.ts';
import { billingWords, subject } from '../../words/job/job.ts';
import { pictureUrl } from '../card/frames.ts';
import { glyph } from '../card/glyph.ts';
import { jobLink } from '../card/job-link.ts';
import { stateLine } from '../card/state-note.ts';
import { stateWord } from '../card/state-word.ts';
import { ago } from '../pieces/time.ts';

/** Jobs as rows. `selection`: where several can be acted upon at once. */
export function jobTable(jobs: readonly JobCard[], options: { now: number; selection?: Selection | undefined }): TemplateResult {
  const { selection } = options;
  const ids = jobs.map(({ id }) => id);
  return html`<div class="table-frame">
    <table class="table job-table">
      <thead>
        <tr>
          ${selection ? html`<th class="is-tick">${tickAll(ids, selection)}</th>` : nothing}
          <th colspan="2">Job</th>
          <th>State</th>
          <th>Tenant</th>
          <th>Bill</th>
          <th>Created</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          jobs,
          ({ id }) => id,
          (job) => row(job, options),
        )}
      </tbody>
    </table>
  </div>`;
}

function row(job: JobCard, { now, selection }: { now: number; selection?: Selection | undefined }): TemplateResult {
  return html`<tr data-job=${job.id} data-status=${job.status}>
    ${selection ? html`<td class="is-tick">${tick(job, selection)}</td>` : nothing}
    <td class="job-picture">${thumbnail(job)}</td>
    <td class="job-subject">${jobLink(job, 'cut')}<span class="edge">${job.id.slice(-6)}${job.run > 1 ? `, run ${job.run}` : ''}</span></td>
    <td class="job-state">${stateWord(job.status)} ${stateLine(job, now)}</td>
    <td data-label="Tenant">${job.tenant}</td>
    <td data-label="Bill">${billingWords(job.billing)}</td>
    <td class="job-when">${ago(job.created_at, now)}</td>
  </tr>`;
}

/** The first picture that there is. */
function thumbnail(job: JobCard): TemplateResult {
  const first = job.images.find(({ is_blocked: isBlocked }) => !isBlocked);
  if (!first) return html`<span class="thumbnail">${glyph(job.status)}</span>`;
  return html`<img class="thumbnail" src=${pictureUrl(job.id, first.index)} alt="" loading="lazy" decoding="async" />`;
}

function tick(job: JobCard, selection: Selection): TemplateResult {
  return html`<input
    type="checkbox"
    aria-label="Choose ${subject(job)}"
    .checked=${selection.ids.has(job.id)}
    @change=${() => selection.toggle(job.id)}
  />`;
}

function tickAll(ids: readonly string[], selection: Selection): TemplateResult {
  const all = ids.length > 0 && ids.every((id) => selection.ids.has(id));
  return html`<input type="checkbox" aria-label="Choose all on this page" .checked=${all} @change=${() => selection.toggleAll(ids)} />`;
}
