import type { Delivery, DeliveryAttempt } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { follow, withQuery } from '../../state/address.ts';
import { may } from '../../state/person.ts';
import type { DeliveryDetail } from '../../state/webhooks/webhook-types.ts';
import { absolute, duration } from '../../words/time.ts';
import { deliveryState, tryWords, whyNot } from '../../words/webhooks.ts';
import { isTaken } from '../../words/timeline.ts';
import { copyButton } from '../copy-button.ts';
import { jobLink } from '../job-link.ts';
import { shortened } from '../shortened.ts';
import { stateWord } from '../state-word.ts';
import { ago } from '../time.ts';
import { endpointAddress } from './endpoint-list.ts';

const LONGEST_ANSWER = 600;

/** One delivery: why it did not arrive, each try, and what was sent. */
export function deliveryView(
  detail: DeliveryDetail,
  { now, sendAgain }: { now: number; sendAgain: (delivery: Delivery) => void },
): TemplateResult {
  const { delivery, endpoint } = detail;
  const { words, look } = deliveryState(delivery.status);
  const why = whyNot(delivery, endpoint);
  const canSend = may('operator') && endpoint?.status !== 'disabled';
  return html`<article class="hooks-delivery" data-delivery=${delivery.id} data-status=${look}>
    <header class="hooks-head">
      <p class="hooks-state">${stateWord(look, words)} ${next(delivery, now)}</p>
      <h2>${delivery.event_type}</h2>
      <p class="hooks-to">to <code>${delivery.url}</code></p>
      ${about(detail)}
    </header>
    ${
      why === null
        ? nothing
        : html`<div class="trouble hooks-why">
            <p><strong>${why.why}</strong></p>
            <p>${why.advice}</p>
          </div>`
    }
    ${
      canSend
        ? html`<p>
            <button type="button" class="button is-main" @click=${() => sendAgain(delivery)}>
              Send it ${delivery.status === 'pending' ? 'now' : 'again'}…
            </button>
          </p>`
        : nothing
    }
    <div class="hooks-columns">
      <section aria-labelledby="hooks-tries">
        <h3 id="hooks-tries">Tries</h3>
        ${tries(delivery, now)}
      </section>
      <section aria-labelledby="hooks-sent">
        <h3 id="hooks-sent">What was sent</h3>
        ${sent(delivery)}
      </section>
    </div>
  </article>`;
}

function next({ next_attempt_at: at, status }: Delivery, now: number): TemplateResult | typeof nothing {
  return status === 'pending' && at !== null ? html`<span class="quiet-words">next try ${ago(at, now)}</span>` : nothing;
}

function about({ delivery, job, endpoint }: DeliveryDetail): TemplateResult {
  const { batch_id: batch, endpoint_id: endpointId } = delivery;
  return html`<ul class="hooks-about">
    ${job ? html`<li>about ${jobLink({ ...job, prompt: job.prompt && shortened(job.prompt, 80) })}</li>` : nothing}
    ${batch === null ? nothing : html`<li>about <a href="/batches?batch=${batch}">batch ${batch.slice(-6)}</a></li>`}
    <li>
      ${
        endpoint
          ? html`by the endpoint
              <a href=${endpointAddress(endpoint.id)} @click=${follow}>${shortened(endpoint.description ?? endpoint.url, 80)}</a
              >${endpoint.status === 'disabled' ? ', which is disabled' : nothing}`
          : endpointId === null
            ? 'to the webhook that the job or batch names'
            : 'by an endpoint that was deleted'
      }
    </li>
    <li>created ${absolute(delivery.created_at)}</li>
    <li>of ${delivery.tenant}</li>
  </ul>`;
}

function tries({ attempts, attempt_count: count }: Delivery, now: number): TemplateResult {
  if (attempts.length === 0)
    return html`<p class="quiet-words">${count === 0 ? 'No try has been made yet.' : 'Its tries are not kept any more.'}</p>`;
  return html`<ol class="hooks-tries" reversed start=${attempts.at(-1)!.attempt}>
    ${attempts.toReversed().map((each) => attempt(each, now))}
  </ol>`;
}

function attempt({ at, attempt: number, status, error, response, duration_ms: ms }: DeliveryAttempt, now: number): TemplateResult {
  const look = isTaken(status) ? 'succeeded' : 'failed';
  return html`<li data-status=${look}>
    <p class="hooks-try">
      <span class="quiet-words">Try ${number}</span> ${stateWord(look, tryWords(status))}
      <span class="quiet-words">${ago(at, now)}, in ${duration(ms)}</span>
    </p>
    ${error === null || status !== null ? nothing : html`<p>${error}</p>`}
    ${response === null || response === '' ? html`<p class="quiet-words">${response === '' ? 'It had no body.' : 'Its answer is not kept.'}</p>` : html`<pre tabindex="0">${shortened(response, LONGEST_ANSWER)}</pre>`}
  </li>`;
}

function sent({ request: { headers, body } }: Delivery): TemplateResult {
  return html`<details>
      <summary>Headers</summary>
      <pre tabindex="0">${Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`)}</pre>
    </details>
    <p class="hooks-body">
      <strong>Body</strong>
      ${body === '' ? html`<span class="quiet-words">It is not kept any more.</span>` : copyButton({ text: body, label: 'Copy', look: 'quiet' })}
    </p>
    ${body === '' ? nothing : html`<pre class="hooks-text" tabindex="0">${indented(body)}</pre>`}`;
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** The way back from a delivery to its list. */
export function backToList(): TemplateResult {
  return html`<p class="hooks-back">
    <a class="button is-small" href=${withQuery({ delivery: null })} @click=${follow}>All deliveries</a>
  </p>`;
}
