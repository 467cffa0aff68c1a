import type { Delivery } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import type { Frame } from '../../state/frame.ts';
import { follow, withQuery } from '../../state/address.ts';
import type { Selection } from '../../state/jobs/selection.ts';
import { may } from '../../state/person.ts';
import type { Loaded } from '../../state/resource.ts';
import type { DeliveryDetail, DeliveryPage, EndpointPage } from '../../state/webhooks/webhook-types.ts';
import { loaded, pageHead } from '../pieces/parts.ts';
import { tenantChoice } from '../frame/tenant-choice.ts';
import { deliveryFilters } from './delivery-filters.ts';
import { deliveryList } from './delivery-list.ts';
import { backToList, deliveryView } from './delivery-view.ts';
import { endpointHead, type EndpointActions } from './endpoint-head.ts';
import { endpointList } from './endpoint-list.ts';
import { tenantSecret } from './tenant-secret.ts';

export type WebhooksPageState = {
  tenant: string | null;
  endpoints: Loaded<EndpointPage>;
  deliveries: Loaded<DeliveryPage>;
  /** The delivery that is open; null: none. */
  opened: Loaded<DeliveryDetail> | null;
  /** The endpoint that is open, by its id. */
  endpointId: string | null;
  selection: Selection | undefined;
  said: string | null;
};

export type WebhooksPageActions = {
  add: () => void;
  endpoint: EndpointActions;
  sendAgain: (delivery: Delivery) => void;
  sendChosen: () => void;
  done: (words: string) => void;
};

/** Where webhooks go, which of them arrived, and why the others did not. */
export function webhooksPage(
  state: WebhooksPageState,
  frame: Frame,
  { now, actions }: { now: number; actions: WebhooksPageActions },
): TemplateResult {
  const { tenant, opened, said, endpointId } = state;
  const add = may('admin') ? html`<button type="button" class="button" @click=${actions.add}>Add an endpoint…</button>` : nothing;
  const head = html`${tenantChoice(frame, tenant, { endpoint_id: null, delivery: null, job_id: null })}${add}`;
  return html`${pageHead('Webhooks', undefined, head)}
    <p class="page-said" role="status">${said ?? nothing}</p>
    ${
      opened !== null
        ? html`${backToList()}${loaded(opened, (detail) => deliveryView(detail, { now, sendAgain: actions.sendAgain }))}`
        : html`${endpointId === null ? allEndpoints(state, now) : oneEndpoint(state, { now, actions })}${deliveriesOf(state, { now, actions })}
          ${endpointId === null ? tenantSecret(frame, tenant, actions.done) : nothing}`
    }`;
}

function allEndpoints({ endpoints }: WebhooksPageState, now: number): TemplateResult {
  return html`<section class="hooks-part" aria-labelledby="endpoints-title">
    <h2 id="endpoints-title">Endpoints</h2>
    ${loaded(endpoints, ({ data, next_cursor: next }) => html`${endpointList(data, now)}${next === null ? nothing : moreEndpoints(next)}`)}
  </section>`;
}

/** More than fit: there are at most 50 of a tenant, so this concerns lists of all tenants. */
function moreEndpoints(next: string): TemplateResult {
  return html`<p class="pager"><a class="button is-small" href=${withQuery({ endpoints: next })} @click=${follow}>More endpoints</a></p>`;
}

function oneEndpoint({ endpoints }: WebhooksPageState, options: { now: number; actions: WebhooksPageActions }): TemplateResult {
  const back = html`<p class="hooks-back">
    <a class="button is-small" href=${withQuery({ endpoint_id: null, status: null })} @click=${follow}>All endpoints</a>
  </p>`;
  return html`${back}${loaded(endpoints, ({ data: [endpoint] }) =>
    endpoint ? endpointHead(endpoint, { now: options.now, actions: options.actions.endpoint }) : nothing,
  )}`;
}

function deliveriesOf(
  { deliveries, selection }: WebhooksPageState,
  { now, actions }: { now: number; actions: WebhooksPageActions },
): TemplateResult {
  return html`<section
    class="hooks-part"
    id="list"
    aria-labelledby="deliveries-title"
    aria-busy=${String(deliveries.data === null && deliveries.isLoading)}
  >
    <h2 id="deliveries-title">Deliveries</h2>
    ${deliveryFilters()}${loaded(deliveries, (page) => deliveryList(page, { now, selection, sendChosen: actions.sendChosen }))}
  </section>`;
}
