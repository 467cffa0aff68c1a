import type { Job } from '@darkroom/contracts';
import type { TemplateResult } from 'lit-html';

import type { JobDetail } from '../../jobs/job-detail.ts';
import { onAddress, readQuery } from '../state/address.ts';
import { call, type Called } from '../state/call.ts';
import { chosenTenant, tenantsToChoose } from '../state/chosen-tenant.ts';
import { readGalleryFilters } from '../state/gallery/gallery-filters.ts';
import { placeAmong } from '../state/pictures/neighbours.ts';
import { openName, readOpen } from '../state/pictures/picture.ts';
import { createResource } from '../state/resource.ts';
import { begunWords } from '../views/actions/begun-words.ts';
import { galleryPage, type GalleryPage } from '../views/gallery/gallery-page.ts';
import { createLightbox } from '../views/pictures/lightbox.ts';
import { startPage } from './start-page.ts';

/** Of four pictures each. */
const JOBS = 24;
/** Of less than a second each, for one click. */
const MOST_LOOKS = 15;

const drawSoon = (): void => page.drawSoon();
const list = createResource<GalleryPage>(drawSoon);
/** The job of the picture that is open. */
const detail = createResource<JobDetail>(drawSoon);
const lightbox = createLightbox();
let listed = '';
let opened = '';
let said: TemplateResult | string | null = null;

/**
 * Reads a page of pictures. The server looks for archived ones for a moment at a time: while it has found none, it is asked to look further
 * back, and what is read again later begins there.
 */
async function readPictures(query: URLSearchParams, options: { tenant: string | null; signal: AbortSignal }): Promise<Called<GalleryPage>> {
  for (let looks = 1; ; looks += 1) {
    const called = await call<GalleryPage>(`/data/gallery?${query.toString()}`, options);
    const cursor = called.data?.data.length === 0 ? called.data.next_cursor : null;
    if (cursor === null || looks === MOST_LOOKS) return called;
    query.set('cursor', cursor);
  }
}

/** Reads what the address names, where that is something else than before. */
function show(): void {
  const query = readGalleryFilters(readQuery());
  const tenant = chosenTenant(readQuery());
  const wanted = `${tenant ?? ''} ${query.toString()}`;
  if (wanted !== listed) {
    listed = wanted;
    query.set('limit', String(JOBS));
    void list.load((signal) => readPictures(query, { tenant, signal }));
  }
  const open = readOpen(readQuery());
  if (open && open.jobId !== opened) {
    void detail.load((signal) => call<JobDetail>(`/data/jobs/${open.jobId}`, { signal }));
  }
  if (open?.jobId !== opened) said = null;
  opened = open?.jobId ?? '';
  drawSoon();
}

const begun = (words: string, job: Job): void => {
  said = begunWords(words, job.id);
  page.announce(words);
  detail.refreshSoon();
  drawSoon();
};

function drawLightbox(now: number): void {
  const open = readOpen(readQuery());
  if (!open) return lightbox.draw(null);
  const shown = (list.state.data?.data ?? []).flatMap(({ id, images }) =>
    images.filter(({ is_blocked: isBlocked }) => !isBlocked).map(({ index }) => openName({ jobId: id, index })),
  );
  lightbox.draw({ ...open, place: placeAmong(shown, openName(open)), detail: detail.state, now, said, begun });
}

const page = startPage({
  view: ({ counts }, now) => {
    drawLightbox(now);
    return galleryPage({ query: readQuery(), tenants: tenantsToChoose(counts, chosenTenant(readQuery())), list: list.state, now });
  },
  onMoved: (jobs, isPart) => {
    if (isPart || jobs.some(({ status }) => status === 'succeeded')) list.refreshSoon();
    const files = detail.state.data?.job.downloads ?? [];
    if (opened !== '' && (isPart || jobs.some(({ id }) => id === opened || files.includes(id)))) detail.refreshSoon();
  },
  onChange: () => {
    list.refreshSoon();
    if (opened !== '') detail.refreshSoon();
  },
});
onAddress(show);
show();
