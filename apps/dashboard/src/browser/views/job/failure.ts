import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { waysOut, type WaysOutOptions } from './ways-out.ts';

/** What went wrong, in words, and what can be done where something can. */
export function failure({ job }: JobDetail, ways: WaysOutOptions): TemplateResult | typeof nothing {
  const { error } = job;
  if (error === null && job.status !== 'held') return nothing;
  const getty = error?.getty;
  const code = [error?.code, getty?.status && `Getty answered ${getty.status}`, getty?.code, getty?.detail].filter(Boolean).join(' · ');
  const words =
    error &&
    html`<p class="failure-words">${error.message}</p>
      <p class="failure-code">${code}</p>`;
  return html`<section class="detail-failure">${words}${job.status === 'held' ? waysOut(job, ways) : nothing}</section>`;
}
