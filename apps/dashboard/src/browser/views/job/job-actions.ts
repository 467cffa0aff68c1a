import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { apiUrl } from '../../state/api-url.ts';
import { may } from '../../state/person.ts';
import { submissionCurl } from '../../words/job/submission-curl.ts';
import { askCancel } from '../actions/ask-cancel.ts';
import { askChange } from '../actions/ask-change.ts';
import { askDelete } from '../actions/ask-delete.ts';
import { askRunAgain } from '../actions/ask-run-again.ts';
import { copyButton } from '../pieces/copy-button.ts';

export type JobActions = {
  now: number;
  /** What the last action came to. */
  said: TemplateResult | string | null;
  /** Something was done, in words. */
  done: (words: string) => void;
  /** The job was deleted. */
  gone: () => void;
};

const ENDED = new Set(['succeeded', 'failed', 'canceled', 'expired']);

/** What can be done with the job as it is now, for those who may; and its copies, for all. */
export function jobActions({ job, card, price }: JobDetail, { now, done, gone }: JobActions): TemplateResult {
  const hasEnded = ENDED.has(job.status);
  const actions = may('operator')
    ? html`${hasEnded && job.status !== 'succeeded' ? button('Run again…', () => askRunAgain(job, price?.currency ?? null, done), 'is-main') : nothing}
      ${job.status === 'queued' ? button('Change…', () => askChange(job, done)) : nothing}
      ${hasEnded ? nothing : button('Cancel…', () => askCancel(job, done))}`
    : nothing;
  const end = may('operator') && hasEnded ? button('Delete…', () => askDelete(job, gone)) : nothing;
  const file =
    job.type === 'download' && card.status === 'succeeded'
      ? html`<a class="button is-small is-main" href="/jobs/${job.id}/file" target="_blank" rel="noreferrer"
          >Open the ${card.download?.size_name ?? ''} file</a
        >`
      : nothing;
  return html`<p class="detail-actions">
    ${file}${actions}${copyButton({ text: JSON.stringify(job, null, 2), label: 'Copy as JSON', look: 'button is-small' })}${copyButton({
      text: submissionCurl(job, { apiUrl: apiUrl(), now }),
      label: 'Copy as curl',
      look: 'button is-small',
    })}${end}
  </p>`;
}

function button(words: string, act: () => void, look = ''): TemplateResult {
  return html`<button type="button" class="button is-small ${look}" @click=${act}>${words}</button>`;
}
