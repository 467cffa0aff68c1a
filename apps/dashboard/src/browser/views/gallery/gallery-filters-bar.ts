import { html, nothing, type TemplateResult } from 'lit-html';

import { follow, goTo, readQuery, withQuery } from '../../state/address.ts';
import { chosenTenant } from '../../state/chosen-tenant.ts';
import { periods } from '../../state/gallery/gallery-filters.ts';
import { readPerson } from '../../state/person.ts';
import { OPERATION_NAMES, operationWords } from '../../words/job/job.ts';
import { selectField } from '../pieces/parts.ts';

/** Those below "More filters". Days that have a button of their own are shown there. */
const FOLDED = ['tenant', 'operation', 'project_code', 'product_id', 'archived'];
const DAYS = ['from', 'to'];
const ARCHIVED = [
  ['', 'Any'],
  ['yes', 'Archived'],
  ['no', 'Not archived'],
] as const;
const NO_FILTERS = {
  q: null,
  tenant: null,
  operation: null,
  project_code: null,
  product_id: null,
  archived: null,
  from: null,
  to: null,
  open: null,
};

/** Words of the prompt, days, and what the pictures are booked under. `tenants`: to choose among. */
export function galleryFiltersBar(query: URLSearchParams, { tenants, now }: { tenants: string[]; now: number }): TemplateResult {
  const offered = periods(now);
  const folded = offered.some((each) => isChosen(query, each)) ? FOLDED : [...FOLDED, ...DAYS];
  const more = folded.filter((name) => query.get(name)).length;
  return html`<section class="filters" aria-label="Filters">
    <form class="search" role="search" @submit=${apply}>
      <label class="unseen" for="q">Search</label>
      <input id="q" name="q" type="search" maxlength="256" .value=${query.get('q') ?? ''} placeholder="Prompt words" />
      <button class="button">Search</button>
    </form>
    <div class="chips" role="group" aria-label="Days">${offered.map((each) => period(query, each))}</div>
    <details class="filters-more" ?open=${more > 0}>
      <summary>More filters${more > 0 ? html` <span class="filters-count">${more}</span>` : nothing}</summary>
      <form class="filters-fields" @submit=${apply}>
        ${tenantField(tenants)}
        ${selectField(
          { name: 'operation', label: 'Operation', value: query.get('operation') ?? '' },
          [['', 'Any'], ...OPERATION_NAMES.map((each) => [each, operationWords(each)] as const)],
          pick('operation'),
        )}
        ${field(query, { name: 'project_code', label: 'Project code' })}${field(query, { name: 'product_id', label: 'Product', mode: 'numeric' })}
        ${selectField({ name: 'archived', label: 'Archive', value: query.get('archived') ?? '' }, ARCHIVED, pick('archived'))}
        ${field(query, { name: 'from', label: 'From', type: 'date' })}${field(query, { name: 'to', label: 'To', type: 'date' })}
        <p class="filters-buttons">
          <button class="button">Apply</button>
          <a class="button" href=${withQuery(NO_FILTERS)} @click=${follow}>Clear all</a>
        </p>
      </form>
    </details>
  </section>`;
}

/** People who are limited to tenants see one at a time. */
function tenantField(tenants: string[]): TemplateResult | typeof nothing {
  if (tenants.length < 2) return nothing;
  const all = readPerson().tenants === null ? [['', 'All'] as const] : [];
  const options = [...all, ...tenants.map((each) => [each, each] as const)];
  return selectField({ name: 'tenant', label: 'Tenant', value: chosenTenant(readQuery()) ?? '' }, options, pick('tenant'));
}

type Period = { name: string; from: string; to: string };

function period(query: URLSearchParams, each: Period): TemplateResult {
  const { name, from, to } = each;
  const isOn = isChosen(query, each);
  const choose = (): void => goTo(withQuery(isOn ? { from: null, to: null, open: null } : { from, to, open: null }));
  return html`<button type="button" class="chip" aria-pressed=${String(isOn)} @click=${choose}>${name}</button>`;
}

function isChosen(query: URLSearchParams, { from, to }: Period): boolean {
  return query.get('from') === from && query.get('to') === to;
}

type Field = { name: string; label: string; type?: 'text' | 'date'; mode?: 'text' | 'numeric' };

function field(query: URLSearchParams, { name, label, type = 'text', mode = 'text' }: Field): TemplateResult {
  return html`<label class="field"
    ><span class="field-name">${label}</span>
    <input name=${name} type=${type} .value=${query.get(name) ?? ''} inputmode=${mode} autocomplete="off" spellcheck="false"
  /></label>`;
}

function pick(name: string): (value: string) => void {
  return (value) => goTo(withQuery({ [name]: value, open: null }));
}

/** Puts what was typed into the address. */
function apply(event: SubmitEvent): void {
  event.preventDefault();
  const form = new FormData(event.currentTarget as HTMLFormElement);
  const changes: Record<string, string | null> = { open: null };
  for (const [name, value] of form) changes[name] = typeof value === 'string' ? value.trim() : null;
  goTo(withQuery(changes));
}
