import { html, nothing, type TemplateResult } from 'lit-html';

import { countOf, heldJobs, type Filter, type JobsState } from '../state/jobs-state.ts';
import { counted } from '../words/text.ts';
import { glyph } from './glyph.ts';
import { jobLink } from './job-link.ts';
import { ago } from './time.ts';

const MOST_LISTED = 5;

/** Held jobs stand above all others: they wait for a person. */
export function attention(
  state: JobsState,
  options: { now: number; choose: (part: Partial<Filter>) => void },
): TemplateResult | typeof nothing {
  const held = heldJobs(state);
  const count = Math.max(held.length, countOf(state, 'held'));
  if (count === 0) return nothing;
  const showAll = html`<button type="button" class="quiet" @click=${() => options.choose({ status: 'held' })}>Show all</button>`;
  return html`<section class="attention" id="attention" aria-label="Held jobs">
    <h2>${glyph('held')}${counted(count, 'job')} held</h2>
    <p>It is not known whether Getty accepted their paid call. Nothing more is spent on them until a person decides.</p>
    <ul>
      ${held.slice(0, MOST_LISTED).map((card) => html`<li>${jobLink(card)} ${ago(card.since, options.now)}</li>`)}
    </ul>
    ${count > MOST_LISTED ? showAll : nothing}
  </section>`;
}
