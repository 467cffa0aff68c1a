import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import type { FileCard } from '../../../jobs/job-detail.ts';
import { stateLine } from '../card/state-note.ts';
import { stateWord } from '../card/state-word.ts';

/** Downloads of pictures: each leads to its job, and to its file where there is one. */
export function fileList(files: readonly FileCard[], now: number): TemplateResult {
  return html`<ul class="lines files">
    ${repeat(
      files,
      ({ id }) => id,
      (file) => line(file, now),
    )}
  </ul>`;
}

const ARCHIVED = { done: 'archived', pending: 'not archived yet', failed: 'not archived' } as const;

function line(file: FileCard, now: number): TemplateResult {
  const { id, status, download, archive } = file;
  const size = download?.size_name ?? '';
  const name = download?.index === null || download === null ? size : `Image ${download.index}, ${size}`;
  return html`<li data-status=${status}>
    <a href="/jobs/${id}" data-job=${id}>${name}</a>${stateWord(status)}${status === 'succeeded' ? nothing : stateLine(file, now)}
    ${archive === null ? nothing : html`<span class="quiet-words">${ARCHIVED[archive]}</span>`}
    ${status === 'succeeded' ? html`<a href="/jobs/${id}/file" target="_blank" rel="noreferrer">Open the ${size} file</a>` : nothing}
  </li>`;
}
