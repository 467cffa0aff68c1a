import { html, nothing, type TemplateResult } from 'lit-html';

import { may } from '../../state/person.ts';
import type { EndpointCard } from '../../state/webhooks/webhook-types.ts';
import { absolute } from '../../words/text/time.ts';
import { eventsWords, successWords } from '../../words/system/webhooks.ts';
import { endpointState, lastFailure } from './endpoint-list.ts';

export type EndpointActions = Record<'test' | 'change' | 'rotate' | 'recover' | 'toggle' | 'remove', (endpoint: EndpointCard) => void>;

/** One endpoint with what can be done with it; its deliveries stand below. */
export function endpointHead(endpoint: EndpointCard, { now, actions }: { now: number; actions: EndpointActions }): TemplateResult {
  const { status, url, description, events, health, tenant, previous_secret_expires_at: until, created_at: created } = endpoint;
  const isOn = status === 'enabled';
  const button = (name: keyof EndpointActions, words: string): TemplateResult =>
    html`<button type="button" class="button is-small" @click=${() => actions[name](endpoint)}>${words}</button>`;
  return html`<section class="panel hooks-endpoint" data-endpoint=${endpoint.id} aria-label="The endpoint">
    <h2>${description ?? url}</h2>
    <p><code>${url}</code></p>
    <p>${endpointState(endpoint, now)}</p>
    <dl class="hooks-facts">
      ${fact('Arrived', successWords(health))}${fact('Last failure', lastFailure(endpoint, now))}${fact('Events', eventsWords(events))}
      ${fact('Tenant', tenant)}${fact('Added', absolute(created))}
      ${until === null ? nothing : fact('The previous secret signs too until', absolute(until))}
    </dl>
    <p class="hooks-actions">
      ${may('operator') && isOn ? html`${button('test', 'Send a test…')}${button('recover', 'Recover…')}` : nothing}
      ${may('admin') ? html`${button('change', 'Change…')}${button('rotate', 'New secret…')}${button('toggle', isOn ? 'Disable…' : 'Enable…')}${button('remove', 'Delete…')}` : nothing}
    </p>
  </section>`;
}

function fact(name: string, value: TemplateResult | string): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}
