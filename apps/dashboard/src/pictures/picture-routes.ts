import { ImageIndex, JobId } from '@darkroom/contracts';
import express, { type RequestHandler, type Router } from 'express';

import { personOf, type Person } from '../login/person.ts';
import { findPicture, type FoundPicture } from './find-picture.ts';
import { placeholder } from './placeholder.ts';

/** How long a browser may keep where a picture is, in seconds, if its URL does not end before. */
const KEPT_S = 300;

type PictureDeps = Parameters<typeof findPicture>[0];

/** `/pictures/{job}/{index}`: leads to the picture, or is a drawn placeholder that says why there is none. */
export function pictureRoutes(deps: PictureDeps): Router {
  const router = express.Router();
  router.get('/pictures/:job/:index', showPicture(deps));
  return router;
}

function showPicture(deps: PictureDeps): RequestHandler<{ job: string; index: string }> {
  return async (request, response) => {
    const found = await find(deps, personOf(response), request.params);
    if ('url' in found && /^https?:/.test(found.url)) {
      // What one login may see says nothing about the next one in the same browser.
      response.set({ 'Cache-Control': `private, max-age=${keptS(found, deps.now())}`, Vary: 'Cookie, Authorization' });
      response.redirect(302, found.url);
      return;
    }
    const missing = 'url' in found ? 'run_out' : found.missing;
    const status = missing === 'unknown_job' ? 404 : 200;
    response.status(status).set('Cache-Control', 'no-store').type('image/svg+xml').send(placeholder(missing));
  };
}

function keptS({ expiresAt }: { expiresAt: string | null }, now: number): number {
  return expiresAt === null ? KEPT_S : Math.min(KEPT_S, Math.floor((Date.parse(expiresAt) - now) / 1_000));
}

async function find(deps: PictureDeps, person: Person, given: { job: string; index: string }): Promise<FoundPicture> {
  const jobId = JobId.safeParse(given.job);
  const index = ImageIndex.safeParse(Number(given.index));
  return jobId.success && index.success ? findPicture(deps, { person, jobId: jobId.data, index: index.data }) : { missing: 'unknown_job' };
}
