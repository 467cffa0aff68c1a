import type { Delivery, Endpoint } from '@darkroom/contracts';

import { goTo, onAddress, readQuery, withQuery } from '../state/address.ts';
import { call, problemWords } from '../state/call.ts';
import { chosenTenant, tenantsToChoose } from '../state/chosen-tenant.ts';
import { createSelection } from '../state/jobs/selection.ts';
import { may } from '../state/person.ts';
import { createResource } from '../state/resource.ts';
import { deliveryQuery } from '../state/webhooks/webhook-filters.ts';
import type { DeliveryDetail, DeliveryPage, EndpointCard, EndpointPage } from '../state/webhooks/webhook-types.ts';
import { askRedeliver } from '../views/actions/ask-redeliver.ts';
import { askChangeEndpoint, askNewEndpoint } from '../views/webhooks/ask-endpoint.ts';
import { askDelete, askRecover, askRotate, askStatus, askTest } from '../views/webhooks/ask-endpoint-actions.ts';
import { askManyDeliveries } from '../views/webhooks/ask-many-deliveries.ts';
import { webhooksPage, type WebhooksPageActions } from '../views/webhooks/webhooks-page.ts';
import { startPage } from './start-page.ts';

/** Nothing says when a webhook is tried: the page looks. */
const LOOK_EVERY_MS = 3_000;
const ROWS = 50;
const ENDPOINTS = 50;

const endpoints = createResource<EndpointPage>(() => page.drawSoon());
const deliveries = createResource<DeliveryPage>(() => page.drawSoon());
const opened = createResource<DeliveryDetail>(() => page.drawSoon());
const selection = may('operator') ? createSelection(() => page.drawSoon()) : undefined;
const shown = { endpoints: '', deliveries: '', delivery: '' };
let tenant: string | null = null;
let tenantsSeen: Record<string, unknown> = {};
let now = Date.now();
let said: string | null = null;

/** Reads what the address asks for, where that is something else than before. */
const show = (): void => {
  const query = readQuery();
  tenant = chosenTenant(query);
  const endpointId = query.get('endpoint_id');
  // One endpoint is a list of one: its card has how it has done of late.
  const askedEndpoints = endpointId ?? `?${new URLSearchParams({ limit: String(ENDPOINTS), ...pick(query, 'endpoints') }).toString()}`;
  const list = deliveryQuery(query, ROWS).toString();
  const delivery = query.get('delivery') ?? '';
  if (isNew('endpoints', `${tenant} ${askedEndpoints}`)) {
    const path = endpointId === null ? `/data/endpoints${askedEndpoints}` : `/data/endpoints/${encodeURIComponent(endpointId)}`;
    void endpoints.load((signal) => call<EndpointPage>(path, { tenant, signal }));
  }
  if (isNew('deliveries', `${tenant} ${list}`)) {
    selection?.clear();
    void deliveries.load((signal) => call<DeliveryPage>(`/data/deliveries?${list}`, { tenant, signal }));
  }
  if (isNew('delivery', delivery) && delivery !== '') {
    void opened.load((signal) => call<DeliveryDetail>(`/data/deliveries/${encodeURIComponent(delivery)}`, { tenant, signal }));
  }
  page.drawSoon();
};

const isNew = (what: keyof typeof shown, value: string): boolean => {
  if (shown[what] === value) return false;
  shown[what] = value;
  return true;
};

const refresh = (): void => {
  if (shown.delivery === '') {
    endpoints.refreshSoon();
    deliveries.refreshSoon();
  } else opened.refreshSoon();
};

const done = (words: string): void => {
  said = words;
  page.announce(words);
  refresh();
  page.drawSoon();
};

const open = (id: string): void => goTo(withQuery({ delivery: id }));

/** The list has addresses without their query, which may hold a secret; whoever changes one needs all of it. */
const change = async ({ id, tenant: of }: EndpointCard): Promise<void> => {
  const { data, problem } = await call<Endpoint>(`/v1/endpoints/${id}`, { tenant: of });
  if (data) askChangeEndpoint(data, done);
  else done(problemWords(problem));
};

const actions: WebhooksPageActions = {
  add: () =>
    askNewEndpoint({ tenant, tenants: tenantsToChoose(tenantsSeen, tenant) }, (made) => {
      goTo(withQuery({ endpoint_id: made.id, delivery: null, status: null, job_id: null }));
      done('The endpoint was added.');
    }),
  endpoint: {
    test: (endpoint) => askTest(endpoint, ({ id }) => open(id)),
    change: (endpoint) => void change(endpoint),
    rotate: ({ id, tenant: of, url }) =>
      askRotate({ path: `/v1/endpoints/${id}/rotate`, tenant: of, what: `It signs the webhooks to ${url}.` }, done),
    recover: (endpoint) => askRecover(endpoint, now, done),
    toggle: (endpoint) => askStatus(endpoint, endpoint.status === 'enabled' ? 'disabled' : 'enabled', done),
    remove: (endpoint) =>
      askDelete(endpoint, (words) => {
        goTo(withQuery({ endpoint_id: null }));
        done(words);
      }),
  },
  sendAgain: ({ id, url, tenant: of }: Delivery) => askRedeliver({ id, url, tenant: of }, done),
  sendChosen: () => {
    const chosen = deliveries.state.data?.data.filter(({ id }) => selection?.ids.has(id)) ?? [];
    askManyDeliveries(chosen, (words) => {
      selection?.clear();
      done(words);
    });
  },
  done,
};

const page = startPage({
  view: (frame, at) => {
    now = at;
    tenantsSeen = frame.counts;
    const endpointId = readQuery().get('endpoint_id');
    const state = { tenant, endpoints: endpoints.state, deliveries: deliveries.state, endpointId, selection, said };
    return webhooksPage({ ...state, opened: shown.delivery === '' ? null : opened.state }, frame, { now: at, actions });
  },
  onChange: refresh,
});
onAddress(() => {
  said = null;
  show();
});
show();
setInterval(() => document.hidden || refresh(), LOOK_EVERY_MS);

function pick(query: URLSearchParams, name: string): Record<string, string> {
  const cursor = query.get(name);
  return cursor === null ? {} : { cursor };
}
