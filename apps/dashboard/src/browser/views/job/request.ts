import { html, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';

/** What the caller sent, as JSON. */
export function request({ job }: JobDetail): TemplateResult {
  const asked = job.metadata === null ? job.request : { ...job.request, metadata: job.metadata };
  return html`<section class="detail-request">
    <details>
      <summary>Request</summary>
      <pre tabindex="0">${JSON.stringify(asked, null, 2)}</pre>
    </details>
  </section>`;
}
