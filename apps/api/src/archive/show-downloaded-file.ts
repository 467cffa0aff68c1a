import type { Archive } from '@darkroom/archive';
import type { DownloadResult } from '@darkroom/contracts';
import { downloadedFile, type JobRecord, type Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import { tenantOrAll, type Answer, type Handler } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';
import { findJob } from '../jobs/show/find-job.ts';
import { notReady } from '../jobs/show/not-ready.ts';
import { gettyUnavailable } from '../pictures/getty-problem.ts';
import type { GettyReader } from '../pictures/getty-reader.ts';
import { findArchived } from './find-archived.ts';
import { sendArchived } from './send-archived.ts';

type Deps = { store: Store; getty: GettyReader; clock: Clock; archive: Archive | undefined };

/**
 * `GET /v1/jobs/{id}/file`: the file of a download, from the archive: its bytes, or 302 to a signed URL. Else 302 to Getty, with a fresh URL where Getty returns one
 * without another paid call.
 */
export function showDownloadedFile(deps: Deps): Handler {
  return async (request, response) => {
    const record = await findJob(deps.store, String(request.params['id']), tenantOrAll(response));
    response.locals.noted.job_id = record.id;
    if (record.type !== 'download') throw new ProblemError('not_found', 'A generation has no file. Its images are at images/{index}.');
    if (record.status !== 'succeeded' || record.result === null) {
      throw await notReady(deps.store, record, 'A download has a file once it has succeeded');
    }
    const archived = await findArchived(deps.archive, record);
    if (archived.kind === 'path') return sendArchived(request, response, archived);
    if (archived.kind === 'url') return redirect(response, archived.url);
    return redirect(response, await urlAtGetty(deps, record, archived));
  };
}

/** Express's `redirect` would answer with a page to some, and with nothing to others. */
function redirect(response: Answer, url: string): void {
  response.status(302).location(url).type('text/plain').send('Found.');
}

/** A fresh URL, or the stored one while that is valid. @throws ProblemError where neither exists, or Getty does not answer */
async function urlAtGetty({ store, getty, clock }: Deps, record: JobRecord, archived: { failed?: ProblemError }): Promise<string> {
  const { url, url_expires_at, generated_asset_id: assetId } = record.result as DownloadResult;
  const isValid = url !== null && Date.parse(url_expires_at) > clock.now();
  const file = await downloadedFile(store.jobs, record);
  const found = await (file ? getty.file(file) : Promise.resolve(undefined)).catch((error: unknown) => {
    if (isValid) return undefined;
    throw archived.failed ?? error;
  });
  if (found?.state === 'found') return found.url;
  if (isValid) return url;
  // The archive has the file and cannot be read now: nothing has to be paid.
  if (archived.failed) throw archived.failed;
  if (found?.state === 'pending') throw gettyUnavailable('Getty works on another download of this image.');
  if (assetId === null) throw new ProblemError('gone', 'Getty no longer returns this file.');
  throw new ProblemError(
    'redownload_needed',
    'The file is not in an archive, its URL has expired, and Getty returns it only after a paid call: POST /v1/redownloads.',
  );
}
