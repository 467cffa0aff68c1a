import { html, svg, type TemplateResult } from 'lit-html';

/** A part of a bar, as a share of 1. `tone` names a class. */
export type BarPart = { share: number; tone: string };

/** A bar of parts one after another, up to the whole; `marks` are thin lines at shares. Only for the eye: the numbers stand beside it. */
export function bar(parts: readonly BarPart[], marks: readonly number[] = []): TemplateResult {
  let from = 0;
  const rects = parts.map(({ share, tone }) => {
    const width = Math.max(0, Math.min(share, 1 - from)) * 100;
    const rect = svg`<rect class=${tone} x=${from * 100} width=${width} height="10"></rect>`;
    from += width / 100;
    return rect;
  });
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    ${rects}${marks.map((mark) => svg`<line x1=${mark * 100} x2=${mark * 100} y1="0" y2="10"></line>`)}
  </svg>`;
}
