import { answerPage } from '@darkroom/api/http/answer/answer-page';
import { tenantOrAll, type Handler } from '@darkroom/api/http/handler';
import { checkQuery } from '@darkroom/api/http/request/check-query';
import { orInvalidCursor } from '@darkroom/api/http/request/cursor';
import { readListJobsQuery } from '@darkroom/api/jobs/show/list-jobs-query';
import type { JobId } from '@darkroom/contracts';
import type { JobRecord, Store } from '@darkroom/queue';
import express, { type Router } from 'express';

import { jobCard, type JobCard } from '../jobs/job-card.ts';

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
};

/** Of one generation. More would be far more sizes than Getty has. */
const MOST_FILES = 24;

/** `/data/gallery`: the generations that have pictures, newest first, by the filters of `GET /v1/jobs`. */
export function galleryData({ store }: { store: Store }): Router {
  const router = express.Router();
  router.get('/data/gallery', checkQuery(true), listPictures(store));
  return router;
}

function listPictures(store: Store): Handler {
  return async (request, response) => {
    const asked = readListJobsQuery(request.query);
    const wanted = { ...asked, tenant: tenantOrAll(response), types: ['generation' as const], statuses: ['succeeded' as const] };
    const { records, nextCursor } = await orInvalidCursor(store.jobs.list(wanted));
    const downloads = await store.jobs.getMany(records.flatMap((record) => record.downloads.slice(-MOST_FILES)));
    const byId = new Map(downloads.map((download) => [download.id, download]));
    answerPage(request, response, { data: records.map((record) => galleryCard(record, byId)), next_cursor: nextCursor });
  };
}

function galleryCard(record: JobRecord, downloads: ReadonlyMap<JobId, JobRecord>): GalleryCard {
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
  };
}
