import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { becauseWords, billingWords } from '../../words/job/job.ts';
import { money, sumOf } from '../../words/money/money.ts';
import { absolute } from '../../words/text/time.ts';

/** Whether the job was charged, and how that is known; each paid call, with what it costs where prices are set. */
export function bill({ job: { billing, attempts }, price }: JobDetail): TemplateResult {
  const paid = billing.calls.filter(({ state }) => state !== 'not_charged');
  const sum = price && paid.length > 0 ? sumOf(paid.map(() => price.amount)) : null;
  return html`<section class="detail-billing panel">
    <h2>Bill</h2>
    <p data-billing=${billing.state}>
      <strong>${billingWords(billing.state)}</strong><span class="quiet-words">: ${becauseWords(billing.because)}</span>
    </p>
    ${billing.calls.length === 1 ? html`<p class="quiet-words">${absolute(billing.calls[0]!.at)}</p>` : nothing}
    ${sum !== null && price ? html`<p class="bill-sum">${billing.state === 'charged' ? '' : 'Up to '}${money(sum, price.currency)}</p>` : nothing}
    ${
      billing.calls.length < 2
        ? nothing
        : html`<ol class="lines">
            ${billing.calls.map(
              ({ at, state, because }) =>
                html`<li>
                  <time datetime=${at}>${absolute(at)}</time>
                  <span>${billingWords(state)}<span class="quiet-words">: ${becauseWords(because)}</span></span>
                  ${price ? html`<span class="bill-price">${state === 'not_charged' ? money('0', price.currency) : money(price.amount, price.currency)}</span>` : nothing}
                </li>`,
            )}
          </ol>`
    }
    ${attempts > billing.calls.length ? html`<p class="quiet-words">${attempts.toLocaleString()} paid calls in all; the latest are kept.</p>` : nothing}
    ${price === null && billing.calls.length > 0 ? html`<p class="quiet-words">No price was set when it was accepted.</p>` : nothing}
  </section>`;
}
