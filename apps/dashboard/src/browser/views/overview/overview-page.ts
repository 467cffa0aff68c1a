import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import type { Frame } from '../state/frame.ts';
import type { JobPage } from '../state/jobs/job-list.ts';
import type { Loaded } from '../state/resource.ts';
import { attention } from './attention.ts';
import { card } from './card.ts';
import { emptySheet } from './empty-sheet.ts';
import { eventsAside } from './events-aside.ts';
import { countsOf } from './jobs/filter-bar.ts';
import { limits } from './limits.ts';
import { moveFocus } from './move-focus.ts';
import { loaded } from './parts.ts';
import { tally } from './tally.ts';

/** How things stand, and the newest jobs. */
export function overviewPage(
  { newest, held }: { newest: Loaded<JobPage>; held: Loaded<JobPage> },
  frame: Frame,
  now: number,
): TemplateResult {
  const counts = frame.isLoaded ? countsOf(frame.counts, null) : null;
  return html`<h1 class="unseen">Overview</h1>
    ${tally(counts)}${limits(frame.limits)}${eventsAside(frame.aside)}
    ${attention(held.data?.data ?? [], { count: counts?.['held'] ?? 0, now })}
    <section class="sheet" id="sheet" aria-label="Newest jobs" aria-busy=${String(newest.data === null)}>
      ${loaded(newest, (page) => newestJobs(page, now))}
    </section>`;
}

function newestJobs({ data, next_cursor: next }: JobPage, now: number): TemplateResult {
  if (data.length === 0) return emptySheet();
  return html`<ul class="sheet-list" @keydown=${moveFocus}>
      ${repeat(
        data,
        ({ id }) => id,
        (job) => card(job, now),
      )}
    </ul>
    ${next === null ? nothing : html`<p class="sheet-more"><a class="button" href="/jobs">All jobs</a></p>`}`;
}
