import { html, type TemplateResult } from 'lit-html';

import type { JobCard } from '../../../jobs/job-card.ts';
import { subject } from '../../words/job/job.ts';

/** Names a job and leads to it. `look`: a class. */
export function jobLink(card: JobCard, look = ''): TemplateResult {
  return html`<a class=${look} href="/jobs/${card.id}" data-job=${card.id}>${subject(card)}</a>`;
}
