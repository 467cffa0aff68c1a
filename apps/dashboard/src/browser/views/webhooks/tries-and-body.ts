import type { Delivery, DeliveryAttempt } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { callTime } from '../../words/text/time.ts';
import { isTaken } from '../../words/job/timeline.ts';
import { tryWords } from '../../words/system/webhooks.ts';
import { copyButton } from '../pieces/copy-button.ts';
import { shortened } from '../pieces/shortened.ts';
import { stateWord } from '../card/state-word.ts';
import { ago } from '../pieces/time.ts';

const LONGEST_ANSWER = 600;

/** Each try of a delivery, the latest first, and what it sends. */
export function triesAndBody(delivery: Delivery, now: number): TemplateResult {
  const { id } = delivery;
  return html`<div class="delivery-columns">
    <section aria-labelledby="tries-${id}">
      <h3 id="tries-${id}">Tries</h3>
      ${tries(delivery, now)}
    </section>
    <section aria-labelledby="sent-${id}">
      <h3 id="sent-${id}">What was sent</h3>
      ${sent(delivery)}
    </section>
  </div>`;
}

function tries({ attempts, attempt_count: count }: Delivery, now: number): TemplateResult {
  if (attempts.length === 0)
    return html`<p class="quiet-words">${count === 0 ? 'No try has been made yet.' : 'Its tries are not kept any more.'}</p>`;
  return html`<ol class="delivery-tries" reversed start=${attempts.at(-1)!.attempt}>
    ${attempts.toReversed().map((each) => attempt(each, now))}
  </ol>`;
}

function attempt({ at, attempt: number, status, error, response, duration_ms: ms }: DeliveryAttempt, now: number): TemplateResult {
  const look = isTaken(status) ? 'succeeded' : 'failed';
  return html`<li data-status=${look}>
    <p class="delivery-try">
      <span class="quiet-words">Try ${number}</span> ${stateWord(look, tryWords(status))}
      <span class="quiet-words">${ago(at, now)}, in ${callTime(ms)}</span>
    </p>
    ${error === null || status !== null ? nothing : html`<p>${error}</p>`} ${status === null ? nothing : answer(response)}
  </li>`;
}

function answer(response: string | null): TemplateResult {
  if (response === null) return html`<p class="quiet-words">Its answer is not kept.</p>`;
  if (response === '') return html`<p class="quiet-words">Its answer had no body.</p>`;
  return html`<pre tabindex="0">${shortened(response, LONGEST_ANSWER)}</pre>`;
}

function sent({ request: { headers, body } }: Delivery): TemplateResult {
  return html`<details>
      <summary>Headers</summary>
      <pre tabindex="0">${Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`)}</pre>
    </details>
    <p class="delivery-body">
      <strong>Body</strong>
      ${body === '' ? html`<span class="quiet-words">It is not kept any more.</span>` : copyButton({ text: body, label: 'Copy', look: 'quiet' })}
    </p>
    ${body === '' ? nothing : html`<pre class="delivery-text" tabindex="0">${indented(body)}</pre>`}`;
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
