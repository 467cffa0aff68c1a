import type { AuditEntry } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { goTo, readQuery, withQuery } from '../../state/address.ts';
import type { Frame } from '../../state/frame.ts';
import type { Loaded } from '../../state/resource.ts';
import { actionWords, changeWords } from '../../words/system/audit.ts';
import { absolute } from '../../words/text/time.ts';
import { loaded, pageHead, pager } from '../pieces/parts.ts';
import { tenantChoice } from '../frame/tenant-choice.ts';
import { systemTabs } from './system-tabs.ts';

export type AuditPage = { data: AuditEntry[]; next_cursor: string | null };

const KINDS = ['job', 'batch', 'delivery', 'endpoint', 'webhook_secret', 'key', 'budget', 'person', 'reconciliation', 'limit', 'file'];

const FILTERS = ['actor', 'action', 'target', 'from', 'to', 'tenant'];

/** Who did what. The address has the filters. */
export function auditPage(list: Loaded<AuditPage>, frame: Frame, save: () => void, trouble: string | null): TemplateResult {
  const csv = html`<button type="button" class="button" @click=${save}>CSV of this page</button>`;
  return html`${pageHead('Audit', 'Who did what, when, from where and why. Kept for 13 months.', csv)}${systemTabs()}${filters(frame)}
  ${trouble === null ? nothing : html`<p class="trouble" role="alert">${trouble}</p>`} ${loaded(list, entries)}`;
}

function filters(frame: Frame): TemplateResult {
  const query = readQuery();
  const field = (name: string, label: string, hint: string) =>
    html`<label class="field"
      ><span class="field-name">${label}</span>
      <input name=${name} .value=${query.get(name) ?? ''} placeholder=${hint} autocomplete="off" autocapitalize="none" spellcheck="false"
    /></label>`;
  const day = (name: string, label: string) =>
    html`<label class="field"
      ><span class="field-name">${label}</span> <input name=${name} type="date" .value=${(query.get(name) ?? '').slice(0, 10)}
    /></label>`;
  const isFiltered = FILTERS.some((name) => query.get(name));
  return html`<details class="panel audit-filters" ?open=${isFiltered || matchMedia('(min-width: 44rem)').matches}>
    <summary>Filters</summary>
    <form class="fields" aria-label="Filters" @submit=${apply}>
      ${field('actor', 'Who', 'person, or id of a key')}
      <label class="field"
        ><span class="field-name">Did what</span>
        <input
          name="action"
          list="kinds"
          .value=${query.get('action') ?? ''}
          placeholder="job.*, key.create"
          autocomplete="off"
          spellcheck="false"
      /></label>
      <datalist id="kinds">${KINDS.map((kind) => html`<option value="${kind}.*"></option>`)}</datalist>
      ${field('target', 'On what', 'id, as of a job')}${day('from', 'From (UTC)')}${day('to', 'To (UTC)')}
      <p class="row-actions fields-wide">
        ${tenantChoice(frame, query.get('tenant'))}
        <button class="button is-main">Filter</button>
        ${isFiltered ? html`<a class="button" href=${location.pathname}>Clear all</a>` : nothing}
      </p>
    </form>
  </details>`;
}

function apply(event: SubmitEvent): void {
  event.preventDefault();
  const changes: Record<string, string | null> = {};
  for (const [name, value] of new FormData(event.currentTarget as HTMLFormElement)) {
    changes[name] = typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  }
  goTo(withQuery(changes));
}

function entries({ data, next_cursor: nextCursor }: AuditPage): TemplateResult {
  const isFirst = !readQuery().has('cursor');
  if (data.length === 0 && nextCursor === null) return html`<p class="nothing-here" data-ready>No entry matches.</p>`;
  return html`<div class="table-frame" data-ready>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">Why, and what changed</th>
          </tr>
        </thead>
        <tbody>
          ${data.map(row)}
        </tbody>
      </table>
    </div>
    ${pager({ nextCursor, isFirst })}`;
}

function row({ at, actor, action, target, tenant, ip, note, changes, request_id: requestId }: AuditEntry): TemplateResult {
  const lines = changeWords(changes);
  return html`<tr>
    <td><time datetime=${at} title=${at}>${absolute(at)}</time></td>
    <td data-label="Who">
      <span class="row-name">${actor.name}</span>
      <span class="row-more">${actor.type}${ip === null ? nothing : html`, from ${ip}`}</span>
    </td>
    <td data-label="What" title=${requestId ?? ''}>
      ${actionWords(action)} <span class="row-more">${targetOf(target)}${tenant === null ? nothing : html` · ${tenant}`}</span>
    </td>
    <td data-label=${note === null && lines.length === 0 ? nothing : 'Why'}>
      ${note === null ? nothing : html`<span>“${note}”</span>`} ${lines.map((line) => html`<span class="row-more">${line}</span>`)}
    </td>
  </tr>`;
}

/** What it was done to; a job has a page. */
function targetOf({ type, id }: AuditEntry['target']): TemplateResult {
  return type === 'job' ? html`<a href="/jobs/${id}">${id}</a>` : html`<span class="code">${id}</span>`;
}
