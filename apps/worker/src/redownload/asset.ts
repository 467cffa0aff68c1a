import type { RedownloadRequest } from '@darkroom/contracts';
import type { JobRecord } from '@darkroom/queue';

/** The file that is downloaded again, and what is sent for it. `slot`: re-downloads of one asset run one after another. */
export type Asset = { id: string; slot: string; sizeName: string; request: RedownloadRequest };

export function assetOf(record: JobRecord): Asset {
  const request = record.spec.request as RedownloadRequest;
  return { id: request.generated_asset_id, slot: `asset.${request.generated_asset_id}`, sizeName: request.size_name, request };
}
