import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import type { DeliveryView, JobDetail } from '../../../jobs/job-detail.ts';
import type { OpenedDeliveries } from '../../state/job/opened-deliveries.ts';
import { may } from '../../state/person.ts';
import { counted } from '../../words/text/text.ts';
import { deliveryState } from '../../words/system/webhooks.ts';
import { askRedeliver } from '../actions/ask-redeliver.ts';
import { loaded } from '../pieces/parts.ts';
import { stateWord } from '../card/state-word.ts';
import { ago } from '../pieces/time.ts';
import { triesAndBody } from '../webhooks/tries-and-body.ts';
import { whyNotArrived } from '../webhooks/why-not-arrived.ts';

export type DeliveriesOptions = { now: number; opened: OpenedDeliveries; done: (words: string) => void };

/** The webhooks of a job; each unfolds to its tries and what it sent. */
export function deliveries({ deliveries: all, job }: JobDetail, options: DeliveriesOptions): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<section class="detail-deliveries">
    <h2>Webhooks</h2>
    <ul class="lines">
      ${repeat(
        all,
        ({ id }) => id,
        (each) => line(each, job.tenant, options),
      )}
    </ul>
  </section>`;
}

function line(each: DeliveryView, tenant: string, { now, opened, done }: DeliveriesOptions): TemplateResult {
  const { id, url, status } = each;
  const { words, look } = deliveryState(status);
  const next = each.next_at && status === 'pending' ? html`, next ${ago(each.next_at, now)}` : nothing;
  const toggle = (event: Event): void => opened.toggle(id, (event.currentTarget as HTMLDetailsElement).open, tenant);
  const detail = opened.of(id);
  return html`<li data-status=${look}>
    <a class="lines-url" href="/deliveries/${id}">${url}</a>${stateWord(look, words)}
    <span class="quiet-words">${each.event_type}, ${counted(each.attempts, 'try', 'tries')}${next}</span>
    ${
      may('operator')
        ? html`<button type="button" class="button is-small" @click=${() => askRedeliver({ id, url, tenant }, done)}>Send again…</button>`
        : nothing
    }
    <details class="delivery" @toggle=${toggle}>
      <summary>Tries and body</summary>
      ${detail ? loaded(detail, (data) => html`${whyNotArrived(data)}${triesAndBody(data.delivery, now)}`) : nothing}
    </details>
  </li>`;
}
