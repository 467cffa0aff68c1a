import { html, nothing, type TemplateResult } from 'lit-html';

import { picturesOf, type Picture } from '../../state/pictures/picture.ts';
import { subject } from '../../words/job/job.ts';
import { absolute, shortDate } from '../../words/text/time.ts';
import { pictureActions } from '../actions/picture-actions.ts';
import { foldedText } from '../pieces/folded-text.ts';
import { loaded } from '../pieces/parts.ts';
import { fileList } from './file-list.ts';
import type { LightboxView } from './lightbox.ts';

const LONGEST_PROMPT = 240;

/** What a picture is, until when Getty has it, its files, and what can be done with it. */
export function pictureFacts({ detail, index, now, said, begun }: LightboxView): TemplateResult {
  return loaded(detail, (data) => {
    const picture = picturesOf(data).find((each) => each.index === index);
    if (!picture) return html`<p class="trouble">This job has no such picture.</p>`;
    return html`<div class="lightbox-words">
        ${foldedText(picture.prompt ?? subject(data.card), LONGEST_PROMPT)}
        <p class="edge"><span>Image ${index}</span><span>${picture.tenant}</span><span>${absolute(data.job.created_at)}</span></p>
        ${booked(picture)}
      </div>
      ${picture.isBlocked ? html`<p>Getty has blocked it.</p>` : pictureActions(picture, begun)}
      <p role="status" class="detail-said">${said ?? nothing}</p>
      ${
        picture.files.length === 0
          ? html`<p class="quiet-words">No file of it has been downloaded.</p>`
          : html`<h2>Files</h2>
              ${fileList(picture.files, now)}`
      }
      <p>${keptWords(picture, now)}</p>
      <p><a href="/jobs/${data.job.id}">${data.job.type === 'download' ? 'Open the download' : 'Open the job'}</a></p>`;
  });
}

function booked({ projectCode, productId }: Picture): TemplateResult | typeof nothing {
  if (projectCode === null && productId === null) return nothing;
  return html`<p class="quiet-words">
    ${[projectCode === null ? '' : `Project ${projectCode}`, productId === null ? '' : `Product ${productId}`].filter(Boolean).join(', ')}
  </p>`;
}

/** Until when Getty has it, and whether the archive does. */
export function keptWords({ keptUntil, archive, files }: Pick<Picture, 'keptUntil' | 'archive' | 'files'>, now: number): string {
  const isOver = keptUntil !== null && Date.parse(keptUntil) <= now;
  const getty =
    keptUntil === null ? '' : isOver ? `Getty deleted it on ${shortDate(keptUntil)}.` : `Getty keeps it until ${shortDate(keptUntil)}.`;
  const archived = files.filter(({ archive: state }) => state === 'done').map(({ download }) => download?.size_name ?? '');
  const copies = [
    ...(archive?.state === 'done' && files.every(({ archive: state }) => state !== 'done') ? ['a preview'] : []),
    ...new Set(archived),
  ];
  return `${getty} ${copies.length === 0 ? 'Not archived.' : `Archived: ${copies.join(', ')}.`}`.trim();
}
