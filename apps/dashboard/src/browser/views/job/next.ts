import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { nextSteps } from '../../words/job/next-steps.ts';
import { jobLink } from '../card/job-link.ts';
import { when } from '../pieces/when.ts';

/** What happens next, and when. */
export function next(detail: JobDetail, now: number): TemplateResult | typeof nothing {
  const steps = nextSteps(detail);
  if (steps.length === 0) return nothing;
  const source = detail.job.reason === 'source' ? (detail.source ?? detail.parent) : null;
  return html`<section class="detail-next panel" aria-labelledby="next-title">
    <h2 id="next-title">What happens next</h2>
    <ul>
      ${steps.map(({ words, at }) => html`<li>${words}${at === null ? nothing : html`: ${Date.parse(at) <= now ? 'any moment now' : when(at, now)}`}</li>`)}
      ${source ? html`<li>It waits for ${jobLink(source)}</li>` : nothing}
    </ul>
  </section>`;
}
