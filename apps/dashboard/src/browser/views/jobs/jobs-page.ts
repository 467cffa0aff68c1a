import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import type { JobCard } from '../../../jobs/job-card.ts';
import { follow, withQuery } from '../../state/address.ts';
import type { Frame } from '../../state/frame.ts';
import { bulkActionsFor, type BulkAction } from '../../state/jobs/bulk-actions.ts';
import { valuesOf, type JobFilters } from '../../state/jobs/job-filters.ts';
import type { JobPage } from '../../state/jobs/job-list.ts';
import type { Selection } from '../../state/jobs/selection.ts';
import type { Loaded } from '../../state/resource.ts';
import { counted } from '../../words/text/text.ts';
import { card } from '../card/card.ts';
import { emptySheet } from '../card/empty-sheet.ts';
import { moveFocus } from '../card/move-focus.ts';
import { loaded, pageHead, pager } from '../pieces/parts.ts';
import { countsOf, filterBar } from './filter-bar.ts';
import { jobTable } from './job-table.ts';

export type JobsPageState = {
  filters: JobFilters;
  view: 'table' | 'cards';
  list: Loaded<JobPage>;
  /** Undefined for people who may not act. */
  selection: Selection | undefined;
  /** What the last action came to. */
  said: string | null;
};

export type JobsPageActions = {
  /** Acts on the jobs that were ticked, or on all that match. */
  act: (action: BulkAction, of: 'chosen' | 'matching') => void;
};

/** All jobs, by any filter of the API, as a table or as a contact sheet. */
export function jobsPage(state: JobsPageState, frame: Frame, options: { now: number } & JobsPageActions): TemplateResult {
  const { filters, list } = state;
  const total = Object.values(countsOf(frame.counts, filters.tenant)).reduce((sum, count) => sum + count, 0);
  if (frame.isLoaded && total === 0 && list.data?.data.length === 0 && isUnfiltered(filters)) {
    return html`${pageHead('Jobs')}${emptySheet()}`;
  }
  return html`${pageHead('Jobs', frame.isLoaded ? `${counted(total, 'job')}${filters.tenant === null ? '' : ` of ${filters.tenant}`}` : '')}
    ${filterBar(filters, frame)}
    <section id="list" aria-label="Jobs" aria-busy=${String(list.data === null && list.isLoading)}>
      ${loaded(list, (page) => listed(page, state, options))}
    </section>`;
}

function listed(page: JobPage, state: JobsPageState, options: { now: number } & JobsPageActions): TemplateResult {
  const isFirst = !state.filters.query.has('cursor');
  const nothingHere =
    page.next_cursor === null ? noMatch(state.filters) : html`<p class="nothing-here">None found so far. Look further with “Older”.</p>`;
  return html`${bar(page, state, options)}
  ${page.data.length === 0 ? nothingHere : state.view === 'cards' ? cards(page.data, options.now) : jobTable(page.data, { now: options.now, selection: state.selection })}
  ${pager({ nextCursor: page.next_cursor, isFirst })}`;
}

function cards(jobs: readonly JobCard[], now: number): TemplateResult {
  return html`<ul class="sheet-list" @keydown=${moveFocus}>
    ${repeat(
      jobs,
      ({ id }) => id,
      (job) => card(job, now),
    )}
  </ul>`;
}

const LABELS: Record<'chosen' | 'matching', Record<BulkAction, string>> = {
  chosen: { cancel: 'Cancel…', retry: 'Run again…' },
  matching: { cancel: 'Cancel all that match…', retry: 'Run all that match again…' },
};

function bar(page: JobPage, state: JobsPageState, { act }: JobsPageActions): TemplateResult {
  const chosen = state.selection?.ids.size ?? 0;
  const of = chosen > 0 ? 'chosen' : 'matching';
  const words = chosen > 0 ? `${counted(chosen, 'job')} chosen` : `${counted(page.data.length, 'job')} on this page, newest first`;
  const button = (action: BulkAction) =>
    html`<button type="button" class="button is-small" @click=${() => act(action, of)}>${LABELS[of][action]}</button>`;
  const actions = bulkActionsFor(of === 'matching' ? valuesOf(state.filters.query, 'status') : []);
  const mayAct = state.selection && page.data.length > 0 && (chosen > 0 || !isUnfiltered(state.filters));
  const other = state.view === 'cards' ? 'table' : 'cards';
  return html`<div class="list-bar ${chosen > 0 ? 'is-chosen' : ''}">
    <p class="list-words" role="status">${state.said ?? words}</p>
    ${mayAct ? actions.map(button) : nothing}
    ${chosen > 0 ? html`<button type="button" class="button is-small" @click=${state.selection?.clear}>Choose none</button>` : nothing}
    <a class="button is-small" href=${withQuery({ view: other === 'table' ? null : other })} @click=${follow}
      >${other === 'table' ? 'As a table' : 'As cards'}</a
    >
  </div>`;
}

function noMatch({ query }: JobFilters): TemplateResult {
  return html`<p class="nothing-here">
    No job matches.
    ${query.has('q') ? 'Words are looked for at their beginning, among the first 20 different words of each prompt.' : nothing}
    <a href=${location.pathname}>Show all jobs</a>
  </p>`;
}

function isUnfiltered({ query }: JobFilters): boolean {
  return [...query.keys()].every((name) => name === 'cursor' || name === 'limit');
}
