import type { Reconciliation } from '@darkroom/contracts';
import { html, nothing } from 'lit-html';

import { goTo, onAddress, readQuery, withQuery } from '../state/address.ts';
import { call } from '../state/call.ts';
import { may, readPerson } from '../state/person.ts';
import { createResource } from '../state/resource.ts';
import { selectField } from '../views/pieces/parts.ts';
import { askReconciliation } from '../views/reconciliation/ask-reconciliation.ts';
import { reconciliationPage, type ReconciliationList } from '../views/reconciliation/reconciliation-page.ts';
import { startPage } from './start-page.ts';

const ROWS = 20;
const READ_EVERY_MS = 2_000;

const { tenants: own } = readPerson();
const list = createResource<ReconciliationList>(() => page.drawSoon());
const open = createResource<Reconciliation>(() => page.drawSoon());
let shownId: string | null = null;
let shownList: string | null = null;
let now = Date.now();

/** Whoever covers several tenants, but not all, looks at one of them. */
const tenantNow = (): string | null => readQuery().get('tenant') || (own !== null && own.length > 1 ? own[0]! : null);

const show = (): void => {
  const query = readQuery();
  const tenant = tenantNow();
  const asked = new URLSearchParams({ limit: query.get('limit') ?? String(ROWS) });
  const cursor = query.get('cursor');
  if (cursor !== null) asked.set('cursor', cursor);
  const wanted = `${tenant ?? ''} ${asked.toString()}`;
  if (wanted !== shownList) {
    shownList = wanted;
    void list.load((signal) => call<ReconciliationList>(`/v1/reconciliations?${asked.toString()}`, { tenant, signal }));
  }
  const id = query.get('id');
  if (id !== null && id !== shownId)
    void open.load((signal) => call<Reconciliation>(`/v1/reconciliations/${encodeURIComponent(id)}`, { tenant, signal }));
  shownId = id;
};

const onStarted = (id: string): void => {
  page.announce('The reconciliation has started.');
  list.refreshSoon();
  goTo(withQuery({ id }));
};

const start = (): void => {
  askReconciliation({ tenant: tenantNow(), now, onStarted });
};

const page = startPage({
  view: ({ counts }, at) => {
    now = at;
    const tenant = tenantNow();
    const known = [...new Set([...(own ?? Object.keys(counts).toSorted()), ...(tenant === null ? [] : [tenant])])];
    const options = [...(own === null ? [['', 'All'] as const] : []), ...known.map((each) => [each, each] as const)];
    const field = { name: 'tenant', label: 'Tenant', value: tenant ?? '' };
    return reconciliationPage({
      list: list.state,
      open: shownId === null ? null : open.state,
      openId: shownId,
      isFirst: !readQuery().has('cursor'),
      tenantField:
        known.length > 1
          ? html`<div class="usage-fields">${selectField(field, options, (picked) => goTo(withQuery({ tenant: picked, id: null })))}</div>`
          : nothing,
      now,
      start: may('admin') ? start : undefined,
    });
  },
});
onAddress(show);
show();
setInterval(() => {
  if (document.hidden) return;
  if (open.state.data?.status === 'running' && shownId !== null) open.refreshSoon();
  if (list.state.data?.data.some(({ status }) => status === 'running')) list.refreshSoon();
}, READ_EVERY_MS);
