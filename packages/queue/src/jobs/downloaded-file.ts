import type { DownloadResult } from '@darkroom/contracts';

import type { JobRecord } from '../records/job/record.ts';

type Readable = {
  get: (id: string) => Promise<JobRecord | null>;
  ownerOfAsset: (assetId: string) => Promise<{ jobId: string | null } | null>;
};

/**
 * Which file a download that succeeded has: its image, and Getty's id of the file. A re-download names no image: it has that of the job which downloaded the file
 * first, if that is kept. null: not known.
 */
export async function downloadedFile(
  jobs: Readable,
  record: JobRecord,
): Promise<{ generationRequestId: string; index: number; assetId: string | null } | null> {
  const assetId = (record.result as DownloadResult | null)?.generated_asset_id ?? null;
  const own = imageOf(record);
  if (own) return { ...own, assetId };
  const asked = (record.spec.request as { generated_asset_id?: string }).generated_asset_id;
  const owner = asked === undefined ? null : await jobs.ownerOfAsset(asked);
  const first = owner?.jobId == null ? null : await jobs.get(owner.jobId);
  const image = first && imageOf(first);
  return image ? { ...image, assetId } : null;
}

function imageOf({ gettyId, spec }: JobRecord): { generationRequestId: string; index: number } | null {
  const { index } = spec.request as { index?: number };
  return gettyId !== null && index !== undefined ? { generationRequestId: gettyId, index } : null;
}
