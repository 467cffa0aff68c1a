import { html, type TemplateResult } from 'lit-html';

import type { JobCard } from '../../../jobs/job-card.ts';
import { glyph } from './glyph.ts';
import { stateBlock } from './state-note.ts';

/** A job's pictures as frames of a contact sheet; where there are none (yet), one unexposed frame that says why. */
export function frames(card: JobCard, now: number): TemplateResult {
  if (card.images.length === 0) return html`<div class="blank">${glyph(card.status)}${stateBlock(card, now)}</div>`;
  return html`<div class="frames" data-count=${card.images.length}>${card.images.map((image) => frame(card.id, image))}</div>`;
}

export function pictureUrl(jobId: string, index: number): string {
  return `/pictures/${jobId}/${index}`;
}

/** For pictures that a page loads from where they are stored: if one is not there any more, the server is asked for it. */
export function askServer(jobId: string, index: number): (event: Event) => void {
  return (event) => {
    const image = event.currentTarget as HTMLImageElement;
    const asked = pictureUrl(jobId, index);
    if (image.getAttribute('src') === asked) leaveEmpty(event);
    else image.src = asked;
  };
}

/** A picture that cannot be loaded leaves its frame empty, without the browser's sign for it. */
export function leaveEmpty(event: Event): void {
  (event.currentTarget as HTMLElement).dataset['missing'] = '';
}

function frame(jobId: string, { index, is_blocked: isBlocked }: JobCard['images'][number]): TemplateResult {
  return html`<figure class="frame">
    ${
      isBlocked
        ? html`<span class="frame-blocked">Blocked</span>`
        : html`<img src=${pictureUrl(jobId, index)} alt="" loading="lazy" decoding="async" @error=${leaveEmpty} />`
    }
    <figcaption class="frame-number" aria-hidden="true">▸${index}</figcaption>
  </figure>`;
}
