import type { JobStatus } from '@darkroom/contracts';
import { html, type TemplateResult } from 'lit-html';
import { classMap } from 'lit-html/directives/class-map.js';

import { countOf, type Filter, type JobsState } from '../state/jobs-state.ts';
import { STATUSES, statusWord } from '../words/job.ts';
import { glyph } from './glyph.ts';

const COMPACT_FROM = 10_000;
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });

/** How many jobs there are of each status. Choosing one shows only those. */
export function tally(state: JobsState, choose: (part: Partial<Filter>) => void): TemplateResult {
  return html`<section class="tally" id="tally" aria-label="Jobs by status">
    ${STATUSES.map((status) => part(state, status, choose))}
  </section>`;
}

function part(state: JobsState, status: JobStatus, choose: (part: Partial<Filter>) => void): TemplateResult {
  const count = countOf(state, status);
  const isChosen = state.filter.status === status;
  return html`<button
    class=${classMap({ 'tally-part': true, 'is-none': state.isLoaded && count === 0 })}
    type="button"
    data-status=${status}
    aria-pressed=${String(isChosen)}
    @click=${() => choose({ status: isChosen ? null : status })}
  >
    <span class="tally-number" title=${count.toLocaleString()}>${state.isLoaded ? shortened(count) : ''}</span>
    <span class="tally-word">${glyph(status)}${statusWord(status)}</span>
  </button>`;
}

function shortened(count: number): string {
  return count < COMPACT_FROM ? count.toLocaleString() : compact.format(count);
}
