import { z } from 'zod';

import { Instant } from '../jobs/submission.ts';
import { UploadId } from '../jobs/source.ts';

/** The largest JPEG that Getty takes: 10 MB. */
export const MOST_UPLOAD_BYTES = 10 * 1024 * 1024;

/** A JPEG that was put up for masks and references. */
export const Upload = z
  .strictObject({
    id: UploadId,
    object: z.literal('upload'),
    url: z.string().describe('Its address at Getty: for `mask_url`, or for `url` of a file.'),
    bytes: z.int(),
    sha256: z.string().describe('The SHA-256 of the body, in hex.'),
    expires_at: Instant.describe('When Getty deletes it: 24 hours after it was put up.'),
  })
  .meta({ id: 'Upload', description: 'A JPEG at Getty, for 24 hours.' });
export type Upload = z.infer<typeof Upload>;
