import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import type { JobPage } from '../../state/jobs/job-list.ts';
import { picturesOf } from '../../state/pictures/picture.ts';
import type { Loaded } from '../../state/resource.ts';
import type { Begun } from '../actions/picture-actions.ts';
import { loaded } from '../pieces/parts.ts';
import { bill } from './bill.ts';
import { downloads, madeFromIt } from './downloads.ts';
import { facts } from './facts.ts';
import { failure } from './failure.ts';
import { fileTrouble } from './file-trouble.ts';
import { head } from './head.ts';
import type { JobActions } from './job-actions.ts';
import { next } from './next.ts';
import { pictures } from './pictures.ts';
import { request } from './request.ts';
import { timeline } from './timeline.ts';
import { deliveries, type DeliveriesOptions } from './deliveries.ts';

export type JobPageState = { detail: Loaded<JobDetail>; made: JobPage | null; query: URLSearchParams };
export type JobPageOptions = JobActions & DeliveriesOptions & { begun: Begun };

/** One job with all that belongs to it. */
export function jobPage({ detail, ...more }: JobPageState, options: JobPageOptions): TemplateResult {
  const isMissing = detail.problem?.status === 404 && detail.data === null;
  return html`<article class="detail">
    ${loaded(detail, (job) => parts(job, more, options))}${isMissing ? html`<p><a class="button" href="/jobs">All jobs</a></p>` : nothing}
  </article>`;
}

function parts(detail: JobDetail, { made, query }: Omit<JobPageState, 'detail'>, options: JobPageOptions): TemplateResult {
  const { now, begun } = options;
  const chosen = Number(query.get('image') ?? 0);
  const file = query.get('file');
  return html`${head(detail, options)}
    <div class="detail-columns">
      <div class="detail-main">
        ${failure(detail)}${file === null ? nothing : fileTrouble(detail, { code: file, begun })}${next(detail, now)}
        ${pictures(picturesOf(detail), { chosen, begun })}${timeline(detail)}${deliveries(detail, options)}${request(detail)}
      </div>
      <div class="detail-side">${bill(detail)}${downloads(detail, now)}${madeFromIt(detail, made, now)}${facts(detail, now)}</div>
    </div>`;
}
