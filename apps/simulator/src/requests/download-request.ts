import { z } from 'zod';

import { accounting, Int32 } from './fields.ts';

export const SIZE_NAMES = ['1k', '4k'] as const;

export const DownloadRequest = z.strictObject({ size_name: z.enum(SIZE_NAMES), ...accounting });
export type DownloadRequest = z.infer<typeof DownloadRequest>;

export const RedownloadRequest = z.strictObject({
  ...DownloadRequest.shape,
  generated_asset_id: z.string().min(1),
  product_id: Int32.optional(),
});
export type RedownloadRequest = z.infer<typeof RedownloadRequest>;
