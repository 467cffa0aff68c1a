import { html, nothing, type TemplateResult } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import type { JobPanelState } from '../../state/job-panel.ts';
import type { WayOut } from '../../state/resolve-job.ts';
import { bill } from './bill.ts';
import { deliveries } from './deliveries.ts';
import { downloads } from './downloads.ts';
import { facts } from './facts.ts';
import { failure } from './failure.ts';
import { head } from './head.ts';
import { pictures } from './pictures.ts';
import { request } from './request.ts';
import { timeline } from './timeline.ts';

export type JobPanelOptions = {
  /** In ms, by the server's clock. */
  now: number;
  close: () => void;
  resolve: (way: WayOut) => void;
};

/** One job with all that belongs to it. Another job gets other elements, so that nothing typed or unfolded goes over to it. */
export function jobPanel(state: JobPanelState, options: JobPanelOptions): TemplateResult {
  return html`<button type="button" class="detail-close" aria-label="Close" @click=${options.close}>×</button>
    <div class="detail-body" tabindex="-1" autofocus>${keyed(state.jobId, content(state, options))}</div>`;
}

function content(state: JobPanelState, options: JobPanelOptions): TemplateResult | typeof nothing {
  if (state.jobId === null) return nothing;
  if (state.detail) return parts(state.detail, state, options);
  return html`<header class="detail-head"><h2 id="detail-title">${state.problem ?? 'Loading…'}</h2></header>`;
}

function parts(detail: JobDetail, { refusal, isDeciding }: JobPanelState, { now, resolve }: JobPanelOptions): TemplateResult {
  return html`${head(detail, now)}${failure(detail, { refusal, isDeciding, resolve })}${pictures(detail, now)}${bill(detail)}${facts(detail, now)}
  ${downloads(detail, now)}${timeline(detail)}${deliveries(detail, now)}${request(detail)}`;
}
