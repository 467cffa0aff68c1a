import { html, nothing, type TemplateResult } from 'lit-html';

import { goTo, withQuery } from '../../state/address.ts';
import { countMore, toggled, valuesOf, type JobFilters } from '../../state/jobs/job-filters.ts';
import type { Frame } from '../../state/frame.ts';
import { instantOf, localTime } from '../../state/local-time.ts';
import { capitalized, spaced } from '../../words/text/text.ts';
import { billingWords, OPERATION_NAMES, operationWords, REASON_NAMES, reasonWords, STATUSES, statusWord } from '../../words/job/job.ts';
import { glyph } from '../card/glyph.ts';
import { selectField } from '../pieces/parts.ts';

const ALWAYS_SHOWN = new Set(['q', 'status']);
const BILLS = ['not_charged', 'charged', 'may_be_charged', 'unknown'] as const;

/** Every filter of a list of jobs. The address has them all. */
export function filterBar(filters: JobFilters, { counts, isLoaded }: Frame): TemplateResult {
  const { query, tenant } = filters;
  const more = countMore(query, ALWAYS_SHOWN) + (tenant === null ? 0 : 1);
  return html`<section class="filters" aria-label="Filters">
    ${search(query)}${statuses(query, isLoaded ? countsOf(counts, tenant) : null)}
    <details class="filters-more" ?open=${more > 0}>
      <summary>More filters${more > 0 ? html` <span class="filters-count">${more}</span>` : nothing}</summary>
      <form class="filters-fields" @submit=${apply}>${fields(filters, Object.keys(counts))}</form>
    </details>
  </section>`;
}

/** How many jobs of each status there are, of one tenant or of all. */
export function countsOf(counts: Frame['counts'], tenant: string | null): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, each] of Object.entries(counts)) {
    if (tenant !== null && name !== tenant) continue;
    for (const [status, count] of Object.entries(each)) sums[status] = (sums[status] ?? 0) + count;
  }
  return sums;
}

function search(query: URLSearchParams): TemplateResult {
  return html`<form class="search" role="search" @submit=${find}>
    <label class="unseen" for="q">Search</label>
    <input id="q" name="q" type="search" maxlength="256" .value=${query.get('q') ?? ''} placeholder="Words or an id" />
    <button class="button">Search</button>
  </form>`;
}

function find(event: SubmitEvent): void {
  event.preventDefault();
  goTo(withQuery({ q: wordsOf(new FormData(event.currentTarget as HTMLFormElement).get('q')) }));
}

/** `counts`: null until they are known. */
function statuses(query: URLSearchParams, counts: Record<string, number> | null): TemplateResult {
  const chosen = valuesOf(query, 'status');
  return html`<div class="chips" role="group" aria-label="Status">
    ${STATUSES.map((status) => {
      const choose = (): void => goTo(withQuery({ status: toggled(query, 'status', status) }));
      return html`<button type="button" class="chip" data-status=${status} aria-pressed=${String(chosen.includes(status))} @click=${choose}>
        ${glyph(status)}${statusWord(status)}
        <span class="chip-count">${counts === null ? '' : (counts[status] ?? 0).toLocaleString()}</span>
      </button>`;
    })}
  </div>`;
}

function pick(name: string): (value: string) => void {
  return (value) => goTo(withQuery({ [name]: value }));
}

function fields({ query, tenant }: JobFilters, tenants: string[]): TemplateResult {
  const choice = (name: string, label: string, options: (readonly [string, string])[]): TemplateResult =>
    selectField({ name, label, value: query.get(name) ?? '' }, [['', 'Any'], ...withPresent(options, query.get(name))], pick(name));
  return html`${
      tenants.length > 1 || tenant !== null
        ? selectField(
            { name: 'tenant', label: 'Tenant', value: tenant ?? '' },
            [
              ['', 'All'],
              ...withPresent(
                tenants.map((each) => [each, each] as const),
                tenant,
              ),
            ],
            pick('tenant'),
          )
        : nothing
    }
    ${choice('type', 'Type', [
      ['generation', 'Generations'],
      ['download', 'Downloads'],
    ])}
    ${choice(
      'operation',
      'Operation',
      OPERATION_NAMES.map((each) => [each, operationWords(each)]),
    )}
    ${choice(
      'billing',
      'Bill',
      BILLS.map((each) => [each, billingWords(each)]),
    )}
    ${choice(
      'reason',
      'Waits because',
      REASON_NAMES.map((each) => [each, capitalized(reasonWords(each))]),
    )}
    ${text(query, 'project_code', 'Project code')}${text(query, 'product_id', 'Product', 'numeric')}
    ${when(query, 'created_after', 'Created after')}${when(query, 'created_before', 'Created before')}
    ${metadata(query)}${text(query, 'batch_id', 'Batch')}${text(query, 'parent_id', 'Downloads of job')}
    ${text(query, 'source_job_id', 'Made from job')}${text(query, 'generation_request_id', 'Getty’s id')}
    <p class="filters-buttons">
      <button class="button">Apply</button>
      <a class="button" href=${location.pathname}>Clear all</a>
    </p>`;
}

/** A value of the address that is not among the options stays visible: the server says what is wrong with it. */
function withPresent(options: (readonly [string, string])[], value: string | null): (readonly [string, string])[] {
  return value === null || value === '' || options.some(([each]) => each === value) ? options : [...options, [value, spaced(value)]];
}

function text(query: URLSearchParams, name: string, label: string, mode = 'text'): TemplateResult {
  return html`<label class="field"
    ><span class="field-name">${label}</span>
    <input name=${name} .value=${query.get(name) ?? ''} inputmode=${mode} autocomplete="off" spellcheck="false"
  /></label>`;
}

function when(query: URLSearchParams, name: string, label: string): TemplateResult {
  return html`<label class="field"
    ><span class="field-name">${label}</span> <input name=${name} type="datetime-local" .value=${localTime(query.get(name))}
  /></label>`;
}

function metadata(query: URLSearchParams): TemplateResult {
  const pairs = [...query].flatMap(([name, value]) => (name.startsWith('metadata[') ? [`${name.slice(9, -1)}=${value}`] : []));
  return html`<label class="field"
    ><span class="field-name">Metadata</span>
    <input name="metadata" .value=${pairs.join(', ')} placeholder="order=1, channel=web" autocomplete="off" spellcheck="false"
  /></label>`;
}

/** Puts what was typed into the address. */
function apply(event: SubmitEvent): void {
  event.preventDefault();
  const form = new FormData(event.currentTarget as HTMLFormElement);
  const changes: Record<string, string | null> = {};
  for (const name of new URLSearchParams(location.search).keys()) if (name.startsWith('metadata[')) changes[name] = null;
  for (const [name, given] of form) {
    const value = wordsOf(given);
    if (name === 'metadata') Object.assign(changes, readMetadata(value));
    else changes[name] = name.startsWith('created_') ? instantOf(value) : value;
  }
  goTo(withQuery(changes));
}

/** What was typed; a file cannot be. */
function wordsOf(given: FormDataEntryValue | null): string {
  return typeof given === 'string' ? given.trim() : '';
}

function readMetadata(given: string): Record<string, string> {
  const pairs = given.split(',').flatMap((pair) => {
    const [name = '', ...value] = pair.split('=');
    return name.trim() === '' ? [] : [[`metadata[${name.trim()}]`, value.join('=').trim()] as const];
  });
  return Object.fromEntries(pairs);
}
