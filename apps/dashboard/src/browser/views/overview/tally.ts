import type { JobStatus } from '@darkroom/contracts';
import { html, type TemplateResult } from 'lit-html';
import { classMap } from 'lit-html/directives/class-map.js';

import { STATUSES, statusWord } from '../../words/job/job.ts';
import { glyph } from '../card/glyph.ts';

const COMPACT_FROM = 10_000;
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });

/** How many jobs there are of each status; each leads to them. `counts` is null until they are known. */
export function tally(counts: Record<string, number> | null): TemplateResult {
  return html`<section class="tally" id="tally" aria-label="Jobs by status">
    ${STATUSES.map((status) => part(status, counts && (counts[status] ?? 0)))}
  </section>`;
}

function part(status: JobStatus, count: number | null): TemplateResult {
  return html`<a class=${classMap({ 'tally-part': true, 'is-none': count === 0 })} data-status=${status} href="/jobs?status=${status}">
    <span class="tally-number" title=${count?.toLocaleString() ?? ''}>${count === null ? '' : shortened(count)}</span>
    <span class="tally-word">${glyph(status)}${statusWord(status)}</span>
  </a>`;
}

function shortened(count: number): string {
  return count < COMPACT_FROM ? count.toLocaleString() : compact.format(count);
}
