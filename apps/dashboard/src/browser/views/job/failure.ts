import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { heldAddress } from '../../state/held/held-address.ts';

/** What went wrong, in words, and what can be done where something can. */
export function failure({ job }: JobDetail): TemplateResult | typeof nothing {
  const { error } = job;
  if (error === null && job.status !== 'held') return nothing;
  const getty = error?.getty;
  const code = [error?.code, getty?.status && `Getty answered ${getty.status}`, getty?.code, getty?.detail].filter(Boolean).join(' · ');
  const words =
    error &&
    html`<p class="failure-words">${error.message}</p>
      <p class="failure-code">${code}</p>`;
  return html`<section class="detail-failure">${words}${job.status === 'held' ? toDecide(job) : nothing}</section>`;
}

/** People decide on the page of held jobs, where they see what Getty has. */
function toDecide(job: JobDetail['job']): TemplateResult {
  return html`<p>Nothing more is spent until a person decides. A late answer from Getty still counts.</p>
    <p><a class="button is-main" href=${heldAddress(job)}>Decide what to do with it</a></p>`;
}
