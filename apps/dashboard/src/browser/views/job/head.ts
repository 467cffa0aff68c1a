import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { subject } from '../../words/job.ts';
import { capitalized } from '../../words/text.ts';
import { copyButton } from '../copy-button.ts';
import { stateLine } from '../state-note.ts';
import { stateWord } from '../state-word.ts';

/** State, subject and id. Why a job failed stands below, with its code. */
export function head({ job, card }: JobDetail, now: number): TemplateResult {
  return html`<header class="detail-head">
    <p class="detail-state" data-status=${card.status}>
      ${stateWord(card.status)}${card.status === 'failed' ? nothing : stateLine(card, now)}
    </p>
    <h1 id="detail-title">${typeof job.request['prompt'] === 'string' ? job.request['prompt'] : subject(card)}</h1>
    <p class="edge">
      <span>${capitalized(job.type)}</span><span>${job.tenant}</span>${copyButton({ text: job.id, label: job.id, look: 'copy' })}
    </p>
  </header>`;
}
