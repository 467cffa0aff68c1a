import { html, nothing, type TemplateResult } from 'lit-html';

import type { DeliveryDetail } from '../../state/webhooks/webhook-types.ts';
import { whyNot } from '../../words/system/webhooks.ts';

/** Why a delivery has not arrived, and what to do about it. */
export function whyNotArrived({ delivery, endpoint }: DeliveryDetail): TemplateResult | typeof nothing {
  const found = whyNot(delivery, endpoint);
  if (found === null) return nothing;
  return html`<div class="trouble delivery-why">
    <p><strong>${found.why}</strong></p>
    <p>${found.advice}</p>
  </div>`;
}
