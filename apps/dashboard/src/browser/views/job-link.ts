import { html, type TemplateResult } from 'lit-html';

import type { JobCard } from '../../jobs/job-card.ts';
import { subject } from '../words/job.ts';

/** Names a job and leads to it. */
export function jobLink(card: JobCard): TemplateResult {
  return html`<a href="/jobs/${card.id}" data-job=${card.id}>${subject(card)}</a>`;
}
