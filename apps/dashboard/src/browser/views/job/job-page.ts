import { html, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import type { Loaded } from '../../state/resource.ts';
import { loaded } from '../parts.ts';
import { bill } from './bill.ts';
import { deliveries } from './deliveries.ts';
import { downloads } from './downloads.ts';
import { facts } from './facts.ts';
import { failure } from './failure.ts';
import { head } from './head.ts';
import { pictures } from './pictures.ts';
import { request } from './request.ts';
import { timeline } from './timeline.ts';
import type { WaysOutOptions } from './ways-out.ts';

/** One job with all that belongs to it. `now` in ms, by the server's clock. */
export function jobPage(detail: Loaded<JobDetail>, options: WaysOutOptions & { now: number }): TemplateResult {
  return html`<article class="detail">${loaded(detail, (job) => parts(job, options))}</article>`;
}

function parts(detail: JobDetail, { now, ...ways }: WaysOutOptions & { now: number }): TemplateResult {
  return html`${head(detail, now)}
    <div class="detail-columns">
      <div class="detail-main">
        ${failure(detail, ways)}${pictures(detail, now)}${timeline(detail)}${deliveries(detail, now)}${request(detail)}
      </div>
      <div class="detail-side">${bill(detail)}${facts(detail, now)}${downloads(detail, now)}</div>
    </div>`;
}
