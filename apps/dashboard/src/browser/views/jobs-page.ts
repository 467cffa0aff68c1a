import { html, type TemplateResult } from 'lit-html';

import type { Filter, JobsState } from '../state/jobs-state.ts';
import { attention } from './attention.ts';
import { eventsAside } from './events-aside.ts';
import { limits } from './limits.ts';
import { notice } from './notice.ts';
import { sheet } from './sheet.ts';
import { tally } from './tally.ts';
import { tenants } from './tenants.ts';

/** The page of jobs, but for its frame. `now` in ms, by the server's clock. */
export function jobsPage(state: JobsState, options: { now: number; choose: (part: Partial<Filter>) => void }): TemplateResult {
  const { now, choose } = options;
  return html`${notice(state)}
    <h1 class="unseen">Jobs</h1>
    ${tally(state, choose)}${limits(state.limits)}${eventsAside(state.aside)}${tenants(state, choose)}${attention(state, options)}
    ${sheet(state, now)}`;
}
