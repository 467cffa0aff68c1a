import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import { countOf, shownJobs, totalOf, type JobsState } from '../state/jobs-state.ts';
import { counted } from '../words/text.ts';
import { card } from './card.ts';
import { emptySheet } from './empty-sheet.ts';
import { moveFocus } from './move-focus.ts';

/** The contact sheet: the newest jobs. A job's card stays the same element through all changes, so the focus stays on it. */
export function sheet(state: JobsState, now: number): TemplateResult {
  return html`<section class="sheet" id="sheet" aria-label="Newest jobs" tabindex="-1" aria-busy=${String(!state.isLoaded)}>
    ${state.isLoaded ? content(state, now) : nothing}
  </section>`;
}

function content(state: JobsState, now: number): TemplateResult {
  const shown = shownJobs(state);
  if (shown.length === 0 && totalOf(state) === 0) return emptySheet();
  return html`<p class="sheet-words">${sheetWords(state, shown.length)}</p>
    <ul class="sheet-list" @keydown=${moveFocus}>
      ${repeat(
        shown,
        ({ id }) => id,
        (job) => card(job, now),
      )}
    </ul>`;
}

/** What the sheet holds, out of how many: "The newest 60 of 1,204 jobs". */
export function sheetWords(state: JobsState, shown: number): string {
  const { status, tenant } = state.filter;
  const ofTenant = tenant === null ? '' : ` of ${tenant}`;
  if (status === null) {
    const total = totalOf(state);
    return shown < total && tenant === null
      ? `The newest ${shown} of ${counted(total, 'job')}`
      : `${counted(shown, 'job')}${ofTenant}, newest first`;
  }
  const there = countOf(state, status);
  const all = `${counted(there, `${status} job`)}${ofTenant}`;
  return shown < there ? `${shown} of ${all}: this page holds the newest ${state.newest} jobs` : all;
}
