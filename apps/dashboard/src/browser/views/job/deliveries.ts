import type { JobStatus } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import type { DeliveryView, JobDetail } from '../../../jobs/job-detail.ts';
import { capitalized, counted } from '../../words/text.ts';
import { stateWord } from '../state-word.ts';
import { ago } from '../time.ts';

/** Each state in words, and the status of a job that has its shape and colour. */
const STATES: Record<DeliveryView['status'], [words: string, look: JobStatus]> = {
  pending: ['Not delivered yet', 'waiting'],
  delivered: ['Delivered', 'succeeded'],
  failed: ['Given up', 'failed'],
  refused: ['Refused', 'canceled'],
};

/** The webhooks of a job. */
export function deliveries({ deliveries: all }: JobDetail, now: number): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<section class="detail-deliveries">
    <h2>Webhooks</h2>
    <ul class="lines">
      ${repeat(
        all,
        ({ id }) => id,
        (delivery) => line(delivery, now),
      )}
    </ul>
  </section>`;
}

function line(delivery: DeliveryView, now: number): TemplateResult {
  const [words, look] = STATES[delivery.status] ?? [capitalized(delivery.status), 'queued'];
  const next = delivery.next_at && delivery.status === 'pending' ? html`, next ${ago(delivery.next_at, now)}` : nothing;
  return html`<li data-status=${look}>
    <span class="lines-url">${delivery.url}</span>${stateWord(look, words)}
    <span class="quiet-words">${delivery.event_type}, ${counted(delivery.attempts, 'try', 'tries')}${next}</span>
  </li>`;
}
