import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import { follow, withQuery } from '../../state/address.ts';
import type { EndpointCard } from '../../state/webhooks/webhook-types.ts';
import { disabledWords, eventsWords, successWords, tryWords } from '../../words/system/webhooks.ts';
import { shortened } from '../pieces/shortened.ts';
import { stateWord } from '../card/state-word.ts';
import { ago } from '../pieces/time.ts';

const LONGEST_ERROR = 80;

/** Endpoints with their state, and how they have done of late. */
export function endpointList(endpoints: readonly EndpointCard[], now: number): TemplateResult {
  if (endpoints.length === 0)
    return html`<p class="quiet-words hooks-none">There is no endpoint. One gets a webhook for each event that it asks for.</p>`;
  return html`<div class="table-frame">
    <table class="table">
      <thead>
        <tr>
          <th>Endpoint</th>
          <th>State</th>
          <th>Arrived</th>
          <th>Last failure</th>
          <th>Events</th>
          <th>Tenant</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          endpoints,
          ({ id }) => id,
          (endpoint) => row(endpoint, now),
        )}
      </tbody>
    </table>
  </div>`;
}

function row(endpoint: EndpointCard, now: number): TemplateResult {
  const { id, url, description, health, events, tenant } = endpoint;
  return html`<tr data-endpoint=${id}>
    <td class="hooks-name">
      <a href=${endpointAddress(id)} @click=${follow}>${description === null ? url : shortened(description, 80)}</a>
      ${description === null ? nothing : html`<span class="edge">${url}</span>`}
    </td>
    <td>${endpointState(endpoint, now)}</td>
    <td data-label="Arrived">${successWords(health)}</td>
    <td data-label="Last failure">${lastFailure(endpoint, now)}</td>
    <td data-label="Events" class="hooks-events">${shortened(eventsWords(events), 90)}</td>
    <td data-label="Tenant">${tenant}</td>
  </tr>`;
}

/** Where an endpoint and its deliveries are shown. */
export function endpointAddress(id: string): string {
  return withQuery({ endpoint_id: id, delivery: null, status: null, job_id: null });
}

/** Enabled, failing or disabled, and since when. */
export function endpointState(
  { status, disabled, failing_since: failing, last_success_at: success }: EndpointCard,
  now: number,
): TemplateResult {
  if (status === 'disabled') {
    return html`<span data-status="failed">${stateWord('failed', 'Disabled')}</span>
      <span class="hooks-more">${disabled ? html`${disabledWords(disabled)}, ${ago(disabled.at, now)}` : nothing}</span>`;
  }
  if (failing !== null) {
    return html`<span data-status="held">${stateWord('held', 'Failing')}</span>
      <span class="hooks-more">first failure ${ago(failing, now)}</span>`;
  }
  return html`<span data-status="succeeded">${stateWord('succeeded', 'Enabled')}</span>
    <span class="hooks-more">${success === null ? 'no webhook yet' : html`last success ${ago(success, now)}`}</span>`;
}

/** The latest try that was not taken, which leads to its delivery. */
export function lastFailure({ health }: EndpointCard, now: number): TemplateResult {
  const failure = health?.last_failure;
  if (!failure) return html`<span class="quiet-words">none lately</span>`;
  const words = failure.status === null ? shortened(failure.error, LONGEST_ERROR) : tryWords(failure.status);
  return html`<a href=${withQuery({ delivery: failure.delivery_id })} @click=${follow}>${words}</a>
    <span class="quiet-words">${ago(failure.at, now)}</span>`;
}
