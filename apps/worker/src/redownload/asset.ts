import type { JobRecord } from '@darkroom/queue';

/** The file that is downloaded again, and what is sent for it. `slot`: re-downloads of one asset run one after another. */
export type Asset = { id: string; slot: string; sizeName: string; request: RedownloadFields };

/** The fields of the request that Getty gets. */
type RedownloadFields = {
  generated_asset_id: string;
  size_name: string;
  product_id?: number | undefined;
  project_code?: string | undefined;
  notes?: string | undefined;
};

export function assetOf(record: JobRecord): Asset {
  const request = record.spec.request as object as RedownloadFields;
  return { id: request.generated_asset_id, slot: `asset.${request.generated_asset_id}`, sizeName: request.size_name, request };
}
