import { html, nothing, render, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { goTo, withQuery } from '../../state/address.ts';
import type { Place } from '../../state/pictures/neighbours.ts';
import { openName } from '../../state/pictures/picture.ts';
import type { Loaded } from '../../state/resource.ts';
import type { Begun } from '../actions/picture-actions.ts';
import { pictureUrl } from '../card/frames.ts';
import { pictureFacts } from './picture-facts.ts';

/** A picture in front of the page. `detail`: of its job. */
export type LightboxView = {
  jobId: string;
  index: number;
  place: Place;
  detail: Loaded<JobDetail>;
  now: number;
  /** What the last action came to. */
  said: TemplateResult | string | null;
  begun: Begun;
};

export type Lightbox = {
  /** Shows this picture, or none. */
  draw: (view: LightboxView | null) => void;
};

/** Shows the picture that `open` of the address names. Arrows leaf on, Escape closes. The address follows, so the back button closes too. */
export function createLightbox(): Lightbox {
  const dialog = document.createElement('dialog');
  dialog.className = 'lightbox';
  dialog.setAttribute('aria-label', 'Picture');
  document.body.append(dialog);
  let place: Place | null = null;
  let shown = '';

  dialog.addEventListener('close', () => {
    goTo(withoutMoving({ open: null }), { replace: true });
    // The one that was left: it may be another than the one that was opened, or the address has opened it.
    document.querySelector<HTMLElement>(`[data-picture="${shown}"]`)?.focus();
  });
  dialog.addEventListener('keydown', (event) => {
    if (isTyping(event.target) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowLeft') leaf(place?.previous);
    else if (event.key === 'ArrowRight') leaf(place?.next);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close(); // beside what it shows
  });

  return {
    draw: (view) => {
      place = view?.place ?? null;
      if (view) {
        shown = openName(view);
        render(
          content(view, () => dialog.close()),
          dialog,
        );
        if (!dialog.open) dialog.showModal();
      } else if (dialog.open) dialog.close();
    },
  };
}

function leaf(name: string | null | undefined): void {
  if (name) goTo(withoutMoving({ open: name }), { replace: true });
}

/** The address with another picture, on the same page of the list. */
function withoutMoving(changes: { open: string | null }): string {
  return withQuery({ cursor: new URLSearchParams(location.search).get('cursor'), ...changes });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function content(view: LightboxView, close: () => void): TemplateResult {
  const { jobId, index, place } = view;
  return html`<div class="lightbox-frame">
    <header class="lightbox-bar">
      ${step(place.previous, 'Picture before', '←')}${step(place.next, 'Next picture', '→')}
      <span class="quiet-words">${place.position === null || place.count < 2 ? nothing : `${place.position} of ${place.count}`}</span>
      <button type="button" class="button is-small lightbox-close" autofocus @click=${close}>Close</button>
    </header>
    <div class="lightbox-picture">
      <img src=${pictureUrl(jobId, index)} alt="Image ${index}" decoding="async" />
    </div>
    <div class="lightbox-side">${pictureFacts(view)}</div>
  </div>`;
}

function step(name: string | null, words: string, sign: string): TemplateResult {
  return html`<button type="button" class="button is-small" aria-label=${words} ?disabled=${name === null} @click=${() => leaf(name)}>
    ${sign}
  </button>`;
}
