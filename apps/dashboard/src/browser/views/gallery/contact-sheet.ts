import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import type { GalleryCard } from '../../../gallery/gallery-data.ts';
import { follow, withQuery } from '../../state/address.ts';
import { openName } from '../../state/pictures/picture.ts';
import { subject } from '../../words/job/job.ts';
import { shortDate } from '../../words/text/time.ts';
import { askServer, pictureUrl } from '../card/frames.ts';
import { ago } from '../pieces/time.ts';

/** Pictures by the job that made them, newest first. `cursor`: of the page of the list, which opening a picture keeps. */
export function contactSheet(cards: readonly GalleryCard[], { now, cursor }: { now: number; cursor: string | null }): TemplateResult {
  return html`<ol class="gallery">
    ${repeat(
      cards,
      ({ id }) => id,
      (card) => roll(card, { now, cursor }),
    )}
  </ol>`;
}

function roll(card: GalleryCard, { now, cursor }: { now: number; cursor: string | null }): TemplateResult {
  return html`<li class="roll" data-status=${card.status} data-job=${card.id}>
    <ul class="roll-pictures" data-count=${card.images.length}>
      ${card.images.map((image) => html`<li>${picture(card, { ...image, cursor })}</li>`)}
    </ul>
    <a class="roll-subject cut" href="/jobs/${card.id}">${subject(card)}</a>
    <p class="edge">
      <span>${card.tenant}</span
      >${card.project_code === null ? nothing : html`<span>${card.project_code}</span>`}${ago(card.created_at, now)}
    </p>
    <p class="roll-kept">${keptWords(card, now)}</p>
  </li>`;
}

type Shown = GalleryCard['images'][number] & { cursor: string | null };

function picture(card: GalleryCard, { index, is_blocked: isBlocked, cursor }: Shown): TemplateResult {
  if (isBlocked) return html`<span class="frame"><span class="frame-blocked">Blocked</span></span>`;
  const sizes = card.files.filter((file) => file.index === index).map(({ size_name: size }) => size);
  const words = `Image ${index} of ${subject(card)}`;
  return html`<a
    class="frame"
    data-picture=${openName({ jobId: card.id, index })}
    href=${withQuery({ cursor, open: openName({ jobId: card.id, index }) })}
    aria-label=${sizes.length === 0 ? words : `${words}, downloaded in ${sizes.join(', ')}`}
    @click=${follow}
  >
    <img
      src=${card.preview_urls[index] ?? pictureUrl(card.id, index)}
      alt=""
      loading="lazy"
      decoding="async"
      @error=${askServer(card.id, index)}
    />
    ${sizes.length === 0 ? nothing : html`<span class="frame-sizes" aria-hidden="true">${[...new Set(sizes)].join(' ')}</span>`}
    <span class="frame-number" aria-hidden="true">▸${index}</span>
  </a>`;
}

/** Until when Getty has them, and what the archive has. */
function keptWords({ images_expire_at: until, files, has_previews: hasPreviews }: GalleryCard, now: number): string {
  const getty =
    until === null ? '' : Date.parse(until) <= now ? `Deleted at Getty on ${shortDate(until)}` : `At Getty until ${shortDate(until)}`;
  const archived = [
    ...new Set(files.filter((file) => file.is_archived).map(({ size_name: size }) => size)),
    ...(hasPreviews ? ['previews'] : []),
  ];
  const words = archived.length === 0 ? 'not archived' : `archived: ${archived.join(', ')}`;
  return getty === '' ? `${words[0]!.toUpperCase()}${words.slice(1)}` : `${getty}, ${words}`;
}
