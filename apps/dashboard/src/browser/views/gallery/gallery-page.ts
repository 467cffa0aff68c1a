import { html, nothing, type TemplateResult } from 'lit-html';

import type { GalleryCard } from '../../../gallery/gallery-data.ts';
import type { Loaded } from '../../state/resource.ts';
import { counted } from '../../words/text/text.ts';
import { loaded, pageHead, pager } from '../pieces/parts.ts';
import { contactSheet } from './contact-sheet.ts';
import { galleryFiltersBar } from './gallery-filters-bar.ts';

/** A page of the gallery. */
export type GalleryPage = { data: GalleryCard[]; next_cursor: string | null };

export type GalleryPageState = {
  query: URLSearchParams;
  /** To choose among. */
  tenants: string[];
  list: Loaded<GalleryPage>;
  now: number;
};

/** Every picture there is, newest first. */
export function galleryPage({ query, tenants, list, now }: GalleryPageState): TemplateResult {
  return html`${pageHead('Gallery', 'Finished pictures, newest first')} ${galleryFiltersBar(query, { tenants, now })}
    <section id="gallery" aria-label="Pictures" aria-busy=${String(list.data === null && list.isLoading)}>
      ${loaded(list, (page) => listed(page, { query, now }))}
    </section>`;
}

function listed({ data, next_cursor: nextCursor }: GalleryPage, { query, now }: { query: URLSearchParams; now: number }): TemplateResult {
  const pictures = data.reduce((sum, { images }) => sum + images.filter(({ is_blocked: isBlocked }) => !isBlocked).length, 0);
  const cursor = query.get('cursor');
  return html`<p class="sheet-words" role="status">
      ${data.length === 0 ? nothing : `${counted(pictures, 'picture')} of ${counted(data.length, 'job')}`}
    </p>
    ${data.length === 0 ? nothingHere(nextCursor) : contactSheet(data, { now, cursor })} ${pager({ nextCursor, isFirst: cursor === null })}`;
}

function nothingHere(nextCursor: string | null): TemplateResult {
  return nextCursor === null
    ? html`<p class="nothing-here">
        No picture matches. Words are looked for at their beginning, among the first 20 different words of each prompt.
      </p>`
    : html`<p class="nothing-here">None found so far. Look further with “Older”.</p>`;
}
