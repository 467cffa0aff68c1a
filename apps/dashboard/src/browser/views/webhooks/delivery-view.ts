import type { Delivery } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { follow, withQuery } from '../../state/address.ts';
import { may } from '../../state/person.ts';
import type { DeliveryDetail } from '../../state/webhooks/webhook-types.ts';
import { absolute } from '../../words/text/time.ts';
import { deliveryState } from '../../words/system/webhooks.ts';
import { jobLink } from '../card/job-link.ts';
import { shortened } from '../pieces/shortened.ts';
import { stateWord } from '../card/state-word.ts';
import { ago } from '../pieces/time.ts';
import { endpointAddress } from './endpoint-list.ts';
import { triesAndBody } from './tries-and-body.ts';
import { whyNotArrived } from './why-not-arrived.ts';

/** One delivery: why it did not arrive, each try, and what was sent. */
export function deliveryView(
  detail: DeliveryDetail,
  { now, sendAgain }: { now: number; sendAgain: (delivery: Delivery) => void },
): TemplateResult {
  const { delivery, endpoint } = detail;
  const { words, look } = deliveryState(delivery.status);
  const canSend = may('operator') && endpoint?.status !== 'disabled';
  return html`<article class="hooks-delivery" data-delivery=${delivery.id} data-status=${look}>
    <header class="hooks-head">
      <p class="hooks-state">${stateWord(look, words)} ${next(delivery, now)}</p>
      <h2>${delivery.event_type}</h2>
      <p class="hooks-to">to <code>${delivery.url}</code></p>
      ${about(detail)}
    </header>
    ${whyNotArrived(detail)}
    ${
      canSend
        ? html`<p>
            <button type="button" class="button is-main" @click=${() => sendAgain(delivery)}>
              Send it ${delivery.status === 'pending' ? 'now' : 'again'}…
            </button>
          </p>`
        : nothing
    }
    ${triesAndBody(delivery, now)}
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

/** The way back from a delivery to its list. */
export function backToList(): TemplateResult {
  return html`<p class="hooks-back">
    <a class="button is-small" href=${withQuery({ delivery: null })} @click=${follow}>All deliveries</a>
  </p>`;
}
