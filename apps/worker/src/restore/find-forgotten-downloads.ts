import type { GenerationRequest } from '@darkroom/contracts';
import { GettyError, type GettyClient } from '@darkroom/getty';
import { isRedownload, type JobRecord, type Store } from '@darkroom/queue';

import { lastDownload, lastSeen } from '../download/last-download.ts';

/** So that a start is quick. A backup that is put back was followed by more than a few of the downloads that were next. */
const MOST_JOBS = 500;
const MOST_IMAGES = 40;
const AT_ONCE = 8;
/** What `images: 'all'` may mean: Getty makes four. */
const ALL_IMAGES = [0, 1, 2, 3];

type Needs = {
  store: { jobs: Pick<Store['jobs'], 'getMany' | 'lastDownload' | 'holdersOf'>; dataOrigin: Pick<Store['dataOrigin'], 'firstDue'> };
  getty: Pick<GettyClient, 'getDownload'>;
};
type Image = { id: string; index: number };

/**
 * Whether Getty has a file, or makes one, of an image which no download here has asked for yet: the records may be older than that call. It may also be
 * another application's, so this proves nothing. Looked at are the images of those jobs that are next.
 */
export async function hasForgottenDownloads({ store, getty }: Needs): Promise<boolean> {
  const records = await store.jobs.getMany(await store.dataOrigin.firstDue(MOST_JOBS));
  const images = unsentImages(records).slice(0, MOST_IMAGES);
  for (let from = 0; from < images.length; from += AT_ONCE) {
    const found = await Promise.all(images.slice(from, from + AT_ONCE).map((image) => isUnexpected({ store, getty }, image)));
    if (found.includes(true)) return true;
  }
  return false;
}

/** Images that are to be downloaded, and were not asked for: of unsent downloads, and of generations that Getty has, with downloads to follow. */
function unsentImages(records: JobRecord[]): Image[] {
  return records.flatMap((record): Image[] => {
    const { gettyId: id, spec, type } = record;
    if (id === null || isRedownload(record)) return [];
    if (type === 'download') {
      return isSent(record) ? [] : [{ id, index: (spec.request as { index: number }).index }];
    }
    const { download } = spec.request as GenerationRequest;
    const indexes = download?.images === 'all' ? ALL_IMAGES : (download?.images ?? []);
    return indexes.map((index) => ({ id, index }));
  });
}

function isSent({ intent, acceptedAt }: JobRecord): boolean {
  return intent !== null || acceptedAt !== null;
}

/** Getty is asked first: whatever a running worker asked of it before that stands in the records that are read afterwards. */
async function isUnexpected({ store, getty }: Needs, { id, index }: Image): Promise<boolean> {
  const answer = await getty.getDownload(id, index).catch((error: unknown) => {
    if (!(error instanceof GettyError)) throw error;
    return null; // mostly 404: there is no file
  });
  if (answer === null) return false;
  const key = `${id}.${index}`;
  // Before what is remembered: a job that ends leaves its slot and is remembered in one step.
  if ((await store.jobs.holdersOf(`image.${key}`)).some(isSent)) return false;
  const last = await lastDownload({ store }, { key });
  if (last !== null && last.generated_asset_id === null) return false; // one that we know of is under way
  if (answer.state === 'pending' || last === null) return true;
  return answer.generatedAssetId !== null && lastSeen(last)?.generated_asset_id !== answer.generatedAssetId;
}
