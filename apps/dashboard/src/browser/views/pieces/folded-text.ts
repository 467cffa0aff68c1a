import { html, type TemplateResult } from 'lit-html';

import { shortened } from './shortened.ts';

/** A text of others; a long one is cut, and unfolds. */
export function foldedText(text: string, most: number): TemplateResult | string {
  if (text.length <= most) return text;
  return html`<details class="folded">
    <summary><span class="folded-start">${shortened(text, most)}</span> <span class="folded-more">whole text</span></summary>
    <p class="folded-all">${text}</p>
  </details>`;
}
