import { html, type TemplateResult } from 'lit-html';

import { problemWords } from '../../state/call.ts';
import type { Quote } from '../../state/actions/quote.ts';
import { quoteWords } from '../../words/actions/quote.ts';

/** What a submission would come to, before it is confirmed. */
export function quoted({ dryRun, problem }: Quote): TemplateResult {
  if (problem) return html`<p class="trouble">${problemWords(problem)}</p>`;
  if (!dryRun) return html`<p role="status">Asking what it costs…</p>`;
  return html`<p role="status" class="ask-quote">${quoteWords(dryRun).join(' ')}</p>`;
}
