import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { operationWords, subject } from '../../words/job/job.ts';
import { capitalized } from '../../words/text/text.ts';
import { copyButton } from '../pieces/copy-button.ts';
import { jobLink } from '../card/job-link.ts';
import { shortened } from '../pieces/shortened.ts';
import { stateLine } from '../card/state-note.ts';
import { stateWord } from '../card/state-word.ts';
import { jobActions, type JobActions } from './job-actions.ts';

/** Of a title; more unfolds below it. */
const LONGEST_TITLE = 120;

/** State, subject, id, and what can be done. Why a job failed stands below, with its code. */
export function head(detail: JobDetail, actions: JobActions): TemplateResult {
  const { job, card, parent } = detail;
  const { now, said } = actions;
  const prompt = typeof job.request['prompt'] === 'string' ? job.request['prompt'] : null;
  return html`<header class="detail-head">
    <p class="detail-state" data-status=${card.status}>
      ${stateWord(card.status)}${card.status === 'failed' ? nothing : stateLine(card, now)}
    </p>
    <h1 id="detail-title">${prompt === null ? subject(card) : shortened(prompt, LONGEST_TITLE)}</h1>
    ${
      prompt !== null && prompt.length > LONGEST_TITLE
        ? html`<details class="detail-prompt">
            <summary>Whole prompt</summary>
            <p>${prompt}</p>
          </details>`
        : nothing
    }
    ${parent ? html`<p class="detail-of">of ${jobLink(parent)}</p>` : nothing}
    <p class="edge">
      <span>${job.type === 'generation' && job.operation ? operationWords(job.operation) : capitalized(job.type)}</span
      ><span>${job.tenant}</span>${copyButton({ text: job.id, label: job.id, look: 'copy' })}
    </p>
    ${jobActions(detail, actions)}
    <p class="detail-said" role="status">${said ?? nothing}</p>
  </header>`;
}
