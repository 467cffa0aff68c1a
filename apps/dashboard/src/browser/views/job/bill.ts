import { html, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { becauseWords, billingWords } from '../../words/job.ts';

/** Whether the job was charged, and how that is known. */
export function bill({ job: { billing } }: JobDetail): TemplateResult {
  return html`<section class="detail-billing">
    <p data-billing=${billing.state}>
      <strong>${billingWords(billing.state)}</strong><span class="quiet-words">: ${becauseWords(billing.because)}</span>
    </p>
  </section>`;
}
