import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { may } from '../../state/person.ts';
import { askRedownload } from '../actions/ask-redownload.ts';
import type { Begun } from '../actions/picture-actions.ts';

const WORDS: Record<string, string> = {
  redownload_needed: 'The file is not in the archive, its link has expired, and Getty returns it only after another paid call.',
  gone: 'Getty no longer returns this file, and the archive does not have it.',
  not_found: 'This job has no file.',
  not_ready: 'The file is not there yet.',
  getty_unavailable: 'Getty does not answer now, and the archive does not have the file. Try again in a moment.',
  archive_unavailable: 'The archive cannot be read now. Nothing has to be paid again; try again in a moment.',
};

/** Why the file did not open, and the way to it where there is one. `code`: of the problem. */
export function fileTrouble({ job }: JobDetail, { code, begun }: { code: string; begun: Begun }): TemplateResult {
  return html`<section class="trouble" role="alert">
    <p>${WORDS[code] ?? 'The file cannot be opened.'}</p>
    ${
      code === 'redownload_needed' && may('operator')
        ? html`<p><button type="button" class="button is-small" @click=${() => askRedownload(job, begun)}>Download it again…</button></p>`
        : nothing
    }
  </section>`;
}
