import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobCard } from '../../../jobs/job-card.ts';
import { stateNote } from '../../words/job/state-note.ts';
import { elapsed } from '../pieces/time.ts';

/** The note of a job in one line: "12 s, 4 polls". */
export function stateLine(card: JobCard, now: number): TemplateResult {
  const { since, words } = stateNote(card, now);
  return html`<span class="state-line">${since === null ? nothing : html`${elapsed(since, now)}, `}${words}</span>`;
}

/** The note as it stands in an empty frame: the clock large. */
export function stateBlock(card: JobCard, now: number): TemplateResult {
  const { since, words } = stateNote(card, now);
  const clock = since === null ? nothing : html`<span class="note-clock">${elapsed(since, now)} </span>`;
  return html`<div class="note">${clock}<span class="note-words">${words}</span></div>`;
}
