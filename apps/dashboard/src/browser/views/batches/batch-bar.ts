import type { Batch } from '@darkroom/contracts';
import { html, svg, type TemplateResult } from 'lit-html';

import { barParts, countsWords } from '../../words/job/batch.ts';

/** How far the jobs of a batch are, as a bar of their states. */
export function batchBar({ counts }: Pick<Batch, 'counts'>): TemplateResult {
  return html`<svg class="batch-bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label=${countsWords(counts)}>
    ${barParts(counts).map(({ status, from, width }) => svg`<rect data-status=${status} x=${from} width=${width} height="8" />`)}
  </svg>`;
}
