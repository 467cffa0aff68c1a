import type { Delivery, DeliveryAttempt } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { duration } from '../../../words/time.ts';
import { isTaken } from '../../../words/timeline.ts';
import { copyButton } from '../../copy-button.ts';
import { shortened } from '../../shortened.ts';
import { stateWord } from '../../state-word.ts';
import { ago } from '../../time.ts';

const LONGEST_ANSWER = 400;

/** A webhook with each of its tries, and what they sent. */
export function delivery({ attempts, request }: Delivery, now: number): TemplateResult {
  return html`${
      attempts.length === 0
        ? html`<p class="quiet-words">No try has been made yet.</p>`
        : html`<ol class="tries">
            ${attempts.map((each) => attempt(each, now))}
          </ol>`
    }
    <details>
      <summary>Headers</summary>
      <pre tabindex="0">${Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\n`)}</pre>
    </details>
    <p class="delivery-body"><strong>Body</strong> ${copyButton({ text: request.body, label: 'Copy', look: 'quiet' })}</p>
    <pre class="delivery-text" tabindex="0">${indented(request.body)}</pre>`;
}

function attempt({ at, attempt: number, status, error, response, duration_ms: ms }: DeliveryAttempt, now: number): TemplateResult {
  const look = isTaken(status) ? 'succeeded' : 'failed';
  return html`<li data-status=${look}>
    <span>Try ${number}</span> ${stateWord(look, status === null ? 'no answer' : `answered ${status}`)}
    <span class="quiet-words">${ago(at, now)}, after ${duration(ms)}${error === null || status !== null ? '' : `: ${error}`}</span>
    ${response === null || response === '' ? nothing : html`<code class="try-answer">${shortened(response, LONGEST_ANSWER)}</code>`}
  </li>`;
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
