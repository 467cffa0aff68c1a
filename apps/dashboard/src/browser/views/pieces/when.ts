import { html, type TemplateResult } from 'lit-html';

import { absolute } from '../../words/text/time.ts';
import { ago } from './time.ts';

/** An instant in full, and how far it is from now. `now` in ms, by the server's clock. */
export function when(instant: string, now: number): TemplateResult {
  return html`<span>${absolute(instant)} <span class="quiet-words">${ago(instant, now)}</span></span>`;
}
