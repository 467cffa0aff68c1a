import { z } from 'zod';

import { gettyDownloadFields } from './download.ts';
import { AssetId } from './source.ts';
import { optional } from '../fields/optional.ts';
import { DryRunAsked, ProductId, submissionFields } from './submission.ts';

const OneRedownload = z.strictObject({
  generated_asset_id: AssetId.describe("Getty's id of a file that you downloaded: `result.generated_asset_id` of the download."),
  ...gettyDownloadFields,
  product_id: optional(ProductId).describe('The product at Getty that pays. Default: the product of the earlier download.'),
  ...submissionFields,
});

/** The body of `POST /v1/redownloads`. */
export const RedownloadRequest = OneRedownload.safeExtend({ dry_run: DryRunAsked }).meta({
  id: 'RedownloadRequest',
  description: 'A file to download again, in any size.',
});
export type RedownloadRequest = z.infer<typeof OneRedownload>;
