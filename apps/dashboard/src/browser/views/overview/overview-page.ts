import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import type { BudgetsShown } from '../../../budgets/budget-data.ts';
import type { Frame } from '../../state/frame.ts';
import type { JobPage } from '../../state/jobs/job-list.ts';
import type { HistoryAnswer } from '../../state/overview/history.ts';
import type { Loaded } from '../../state/resource.ts';
import { alertsOf } from '../../words/system/alerts.ts';
import { card } from '../card/card.ts';
import { emptySheet } from '../card/empty-sheet.ts';
import { countsOf } from '../jobs/filter-bar.ts';
import { moveFocus } from '../card/move-focus.ts';
import { loaded } from '../pieces/parts.ts';
import { alerts } from './alerts.ts';
import { attention } from './attention.ts';
import { eventsAside } from './events-aside.ts';
import { figures, rangeChoice } from './figures.ts';
import { historyCharts } from './history-charts.ts';
import { limits, type LimitsOptions } from './limits.ts';
import { nearEnd } from './near-end.ts';
import { tally } from './tally.ts';

export type OverviewState = {
  newest: Loaded<JobPage>;
  held: Loaded<JobPage>;
  range: HistoryAnswer['range'];
  /** Undefined for people who see only some tenants: it concerns all. */
  history: Loaded<HistoryAnswer> | undefined;
  budgets: Loaded<BudgetsShown>;
};

/** How things stand, how they went, and the newest jobs. */
export function overviewPage(state: OverviewState, frame: Frame, options: LimitsOptions & { now: number }): TemplateResult {
  const { newest, held, history, budgets } = state;
  const { now } = options;
  const counts = frame.isLoaded ? countsOf(frame.counts, null) : null;
  return html`<h1 class="unseen">Overview</h1>
    ${tally(counts)}${limits(frame.limits, options)}${alerts(alertsOf(frame, history?.data ?? null, now))}${eventsAside(frame.aside)}
    ${attention(held.data?.data ?? [], { count: counts?.['held'] ?? 0, now })}${history && course(history, state.range, { frame, now })}
    ${budgets.data ? nearEnd(budgets.data) : nothing}
    <section class="sheet" id="sheet" aria-label="Newest jobs" aria-busy=${String(newest.data === null)}>
      ${loaded(newest, (page) => newestJobs(page, now))}
    </section>`;
}

/** How the account went: numbers, and charts below. */
function course(
  history: Loaded<HistoryAnswer>,
  range: HistoryAnswer['range'],
  { frame, now }: { frame: Frame; now: number },
): TemplateResult {
  return html`<section id="course" aria-label="How it went">
    <div class="overview-head">
      <h2>How it went</h2>
      ${rangeChoice(range)}
    </div>
    ${loaded(history, (answer) => html`${figures(answer, frame, now)}${historyCharts(answer)}`)}
  </section>`;
}

function newestJobs({ data, next_cursor: next }: JobPage, now: number): TemplateResult {
  if (data.length === 0) return emptySheet();
  return html`<div class="overview-head">
      <h2>Newest jobs</h2>
      ${next === null ? nothing : html`<a class="button is-small" href="/jobs">All jobs</a>`}
    </div>
    <ul class="sheet-list" @keydown=${moveFocus}>
      ${repeat(
        data,
        ({ id }) => id,
        (job) => card(job, now),
      )}
    </ul>`;
}
