import type { Job } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { may } from '../../state/person.ts';
import type { Picture } from '../../state/pictures/picture.ts';
import { askDownload } from './ask-download.ts';
import { askMadeFrom, type MadeFrom } from './ask-made-from.ts';

/** What was begun, in words, and its job. */
export type Begun = (words: string, job: Job) => void;

const MADE_FROM: [MadeFrom, string][] = [
  ['variation', 'Vary…'],
  ['refine', 'Refine…'],
  ['background_removal', 'Remove background…'],
];

/** What can be done with a picture, for those who may. */
export function pictureActions(picture: Picture, onDone: Begun): TemplateResult | typeof nothing {
  if (!may('operator') || picture.isBlocked || picture.gettyId === null) return nothing;
  return html`<p class="picture-actions">
    <button type="button" class="button is-small is-main" @click=${() => askDownload(picture, onDone)}>Download…</button>
    ${MADE_FROM.map(
      ([operation, words]) =>
        html`<button type="button" class="button is-small" @click=${() => askMadeFrom(operation, picture, onDone)}>${words}</button>`,
    )}
  </p>`;
}
