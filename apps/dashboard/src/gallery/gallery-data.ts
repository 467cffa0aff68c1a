import { answerPage } from '@darkroom/api/http/answer/answer-page';
import { tenantOrAll, type Handler } from '@darkroom/api/http/handler';
import { checkQuery } from '@darkroom/api/http/request/check-query';
import { orInvalidCursor } from '@darkroom/api/http/request/cursor';
import { validate } from '@darkroom/api/http/request/validate';
import { readListJobsQuery } from '@darkroom/api/jobs/show/list-jobs-query';
import type { JobId } from '@darkroom/contracts';
import type { JobRecord, JobsWanted, Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import express, { type Router } from 'express';
import { z } from 'zod';

import { jobCard, type JobCard } from '../jobs/job-card.ts';
import { storedPreview } from '../pictures/stored-preview.ts';

/** A generation with its pictures, and which of them are archived. */
export type GalleryCard = JobCard & {
  project_code: string | null;
  product_id: number | null;
  /** Until when Getty has the pictures. */
  images_expire_at: string | null;
  /** The sizes that were downloaded of each picture, and whether the archive has them. */
  files: { index: number; size_name: string; is_archived: boolean }[];
  /** The archive has its previews. */
  has_previews: boolean;
  /** Where its previews are, by the number of the image, while stored URLs live: a page need not ask for each. */
  preview_urls: Record<number, string>;
};

/** Of one generation. More would be far more sizes than Getty has. */
const MOST_FILES = 24;

/** How long a page may look for pictures by what the archive has of them, for which there is no index. */
const LOOK_FOR_MS = 700;

const ArchivedQuery = z.object({ archived: z.enum(['yes', 'no']).optional() });

type Deps = { store: Store; clock: Pick<Clock, 'now'> };

/** `/data/gallery`: the generations that have pictures, newest first, by the filters of `GET /v1/jobs`, and by `archived`: whether the archive has anything of them. */
export function galleryData({ store, clock }: Deps): Router {
  const router = express.Router();
  router.get('/data/gallery', checkQuery(true), listPictures({ store, clock }));
  return router;
}

function listPictures({ store, clock }: Deps): Handler {
  return async (request, response) => {
    const { archived: asked, ...query } = request.query;
    const { archived } = validate(ArchivedQuery, { ...(asked !== undefined && { archived: asked }) });
    const wanted = {
      ...readListJobsQuery(query),
      tenant: tenantOrAll(response),
      types: ['generation' as const],
      statuses: ['succeeded' as const],
    };
    const data: GalleryCard[] = [];
    const until = clock.now() + LOOK_FOR_MS;
    let { cursor } = wanted;
    do {
      const page = await readCards({ store, clock }, { ...wanted, limit: wanted.limit - data.length, cursor });
      data.push(...page.cards.filter((card) => archived === undefined || isArchived(card) === (archived === 'yes')));
      cursor = page.nextCursor ?? undefined;
    } while (archived !== undefined && cursor !== undefined && data.length < wanted.limit && clock.now() < until);
    answerPage(request, response, { data, next_cursor: cursor ?? null });
  };
}

async function readCards({ store, clock }: Deps, wanted: JobsWanted): Promise<{ cards: GalleryCard[]; nextCursor: string | null }> {
  const { records, nextCursor } = await orInvalidCursor(store.jobs.list(wanted));
  const downloads = await store.jobs.getMany(records.flatMap((record) => record.downloads.slice(-MOST_FILES)));
  const byId = new Map(downloads.map((download) => [download.id, download]));
  return { cards: records.map((record) => galleryCard(record, byId, clock.now())), nextCursor };
}

function isArchived({ files, has_previews: hasPreviews }: GalleryCard): boolean {
  return hasPreviews || files.some(({ is_archived: is }) => is);
}

function galleryCard(record: JobRecord, downloads: ReadonlyMap<JobId, JobRecord>, now: number): GalleryCard {
  const { project_code: project, product_id: product } = record.spec.request;
  const files = record.downloads.flatMap((id) => downloads.get(id) ?? []).filter(({ status }) => status === 'succeeded');
  return {
    ...jobCard(record),
    project_code: project ?? null,
    product_id: product ?? null,
    images_expire_at: record.imagesExpireAt === null ? null : new Date(record.imagesExpireAt).toISOString(),
    files: files.flatMap(({ spec: { request }, archive }) =>
      'index' in request ? [{ index: request.index, size_name: request.size_name, is_archived: archive?.state === 'done' }] : [],
    ),
    has_previews: record.archive?.state === 'done',
    preview_urls: previewUrls(record, now),
  };
}

function previewUrls({ result }: JobRecord, now: number): GalleryCard['preview_urls'] {
  if (result === null || !('images' in result)) return {};
  const found = result.images.map((image) => [image.index, storedPreview(result, image, now)] as const);
  return Object.fromEntries(found.flatMap(([index, url]) => (url === null ? [] : [[index, url]])));
}
