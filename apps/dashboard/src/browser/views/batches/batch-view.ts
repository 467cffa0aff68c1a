import type { JobStatus, SubmittedBatch } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { follow, withQuery } from '../../state/address.ts';
import type { JobPage } from '../../state/jobs/job-list.ts';
import { may } from '../../state/person.ts';
import type { Loaded } from '../../state/resource.ts';
import { progressWords } from '../../words/job/batch.ts';
import { STATUSES, statusWord } from '../../words/job/job.ts';
import { counted } from '../../words/text/text.ts';
import { absolute } from '../../words/text/time.ts';
import { copyButton } from '../pieces/copy-button.ts';
import { glyph } from '../card/glyph.ts';
import { jobTable } from '../jobs/job-table.ts';
import { loaded } from '../pieces/parts.ts';
import { shortened } from '../pieces/shortened.ts';
import { batchBar } from './batch-bar.ts';
import { batchState, metadataWords } from './batch-list.ts';

const MOST_REJECTED = 50;

export type BatchActions = { cancel: (batch: SubmittedBatch) => void; retry: (batch: SubmittedBatch) => void };

export type BatchView = { batch: SubmittedBatch; jobs: Loaded<JobPage>; now: number; actions: BatchActions };

/** One batch: how far it is, what was rejected and why, and its newest jobs. */
export function batchView({ batch, jobs, now, actions }: BatchView): TemplateResult {
  return html`<article class="batch-view" data-batch=${batch.id}>
    <p><a class="button is-small" href=${withQuery({ batch: null })} @click=${follow}>All batches</a></p>
    <h2>${batch.metadata === null ? `Batch ${batch.id.slice(-6)}` : shortened(metadataWords(batch.metadata), 160)}</h2>
    <p class="batch-state">${batchState(batch)} ${progressWords(batch)}</p>
    ${batchBar(batch)}${counts(batch)}
    <p class="edge">
      <span>${batch.tenant}</span
      ><span>submitted ${absolute(batch.created_at)}</span
      >${batch.completed_at === null ? nothing : html`<span>completed ${absolute(batch.completed_at)}</span>`}${copyButton({ text: batch.id, label: batch.id, look: 'copy' })}
    </p>
    ${may('operator') ? ways(batch, actions) : nothing}${rejected(batch)}
    <section aria-labelledby="batch-jobs" class="batch-part">
      <h3 id="batch-jobs">Jobs</h3>
      ${loaded(jobs, (page) => html`${jobTable(page.data, { now })}${page.next_cursor === null ? nothing : html`<p class="pager"><a class="button" href=${jobsOf(batch)}>All ${counted(batch.accepted, 'job')}</a></p>`}`)}
    </section>
  </article>`;
}

/** The list of its jobs, of one status or all. */
function jobsOf({ id, tenant }: SubmittedBatch, status?: JobStatus): string {
  return `/jobs?${new URLSearchParams({ tenant, batch_id: id, ...(status && { status }) }).toString()}`;
}

function counts(batch: SubmittedBatch): TemplateResult {
  return html`<ul class="batch-counts" aria-label="Jobs by status">
    ${STATUSES.filter((status) => batch.counts[status] > 0).map(
      (status) =>
        html`<li data-status=${status}>
          <a class="batch-count" href=${jobsOf(batch, status)}
            >${glyph(status)} ${batch.counts[status].toLocaleString()} ${statusWord(status).toLowerCase()}</a
          >
        </li>`,
    )}
  </ul>`;
}

function ways(batch: SubmittedBatch, { cancel, retry }: BatchActions): TemplateResult {
  const { failed, expired, held } = batch.counts;
  return html`<p class="batch-ways">
    ${failed + expired > 0 ? html`<button type="button" class="button" @click=${() => retry(batch)}>Run again what failed…</button>` : nothing}
    ${held > 0 ? html`<a class="button" href="/held">Decide about held jobs</a>` : nothing}
    ${batch.status === 'running' ? html`<button type="button" class="button" @click=${() => cancel(batch)}>Cancel the rest…</button>` : nothing}
  </p>`;
}

function rejected({ jobs }: SubmittedBatch): TemplateResult | typeof nothing {
  const items = jobs.flatMap((item) => ('error' in item ? [item] : []));
  if (items.length === 0) return nothing;
  return html`<section aria-labelledby="batch-rejected" class="batch-part">
    <h3 id="batch-rejected">${counted(items.length, 'job')} rejected</h3>
    <p class="quiet-words">These were never accepted and cost nothing. Correct them, and submit them anew.</p>
    <ul class="lines">
      ${items.slice(0, MOST_REJECTED).map(
        ({ index, error }) =>
          html`<li class="batch-rejected" data-status="failed">
            <strong>Number ${(index + 1).toLocaleString()}</strong>
            ${error.errors ? nothing : html`<span>${shortened(error.detail, 300)}</span>`}
            <span class="edge">${error.code}</span>
            ${
              error.errors
                ? html`<ul class="batch-errors">
                    ${error.errors.map(({ pointer, detail }) => html`<li><code>${fieldOf(pointer)}</code> ${shortened(detail, 300)}</li>`)}
                  </ul>`
                : nothing
            }
          </li>`,
      )}
    </ul>
    ${items.length > MOST_REJECTED ? html`<p class="quiet-words">And ${counted(items.length - MOST_REJECTED, 'more job')}: the API lists all.</p>` : nothing}
  </section>`;
}

/** `/jobs/2/prompt`: "prompt". The number of the job stands before it. */
function fieldOf(pointer: string): string {
  return pointer.split('/').slice(3).join('/') || 'the job';
}
