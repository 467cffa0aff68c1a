import type { JobRecord, Store } from '@darkroom/queue';

import { createFresh, type Fresh } from '../sessions/fresh.ts';

/** What the pictures of a job are found by. It names its tenant: whoever asks must see that. */
type Pictured = Pick<JobRecord, 'tenant' | 'type' | 'gettyId' | 'result'>;

/** `generation`: for a download, the one whose image it took, if that is ours. */
export type PictureSource = { job: Pictured; generation: Pictured | null };

export type PictureSources = Pick<Fresh<PictureSource>, 'get'>;

/** A page asks for the pictures of one job together. More jobs than this are on no page. */
const MOST_KNOWN = 500;

/** Reads a job once for all its pictures that a page asks for within the same moment. What was read counts for less than a second. */
export function createPictureSources(jobs: Pick<Store['jobs'], 'get' | 'findByGettyId'>, monotonic?: () => number): PictureSources {
  const read = async (id: string): Promise<PictureSource | null> => {
    const job = await jobs.get(id);
    if (!job) return null;
    const made = job.type === 'generation' || job.gettyId === null ? null : await jobs.findByGettyId(job.gettyId);
    return { job: pictured(job), generation: made && pictured(made) };
  };
  return createFresh(read, { monotonic, mostKnown: MOST_KNOWN });
}

function pictured({ tenant, type, gettyId, result }: JobRecord): Pictured {
  return { tenant, type, gettyId, result };
}
