import { html, nothing, type TemplateResult } from 'lit-html';

import type { Alert } from '../../words/system/alerts.ts';

/** What asks for a person, above everything else. */
export function alerts(all: readonly Alert[]): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<ul class="alerts" id="alerts" aria-label="Alerts">
    ${all.map(
      ({ words, more, href }) =>
        html`<li class="alert"><strong>${words}.</strong> ${more} ${href ? html`<a href=${href}>Show these jobs</a>` : nothing}</li>`,
    )}
  </ul>`;
}
