import { z } from 'zod';

import { ImageIndex, SizeName } from './generation.ts';
import { JobId } from './ids.ts';
import { Notes, ProductId, ProjectCode, submissionFields } from './submission.ts';

/** Getty's id of a generation. Opaque to us; bounded so that it fits in a path. */
export const GenerationRequestId = z.string().regex(/^[A-Za-z0-9_.~-]{1,128}$/, 'must be a generation request id');

export const gettyDownloadFields = {
  size_name: SizeName,
  notes: Notes.optional(),
  project_code: ProjectCode.optional(),
  product_id: ProductId.optional(),
};

/** The body of `POST /v1/downloads`. */
export const DownloadRequest = z
  .strictObject({
    job_id: JobId.optional(),
    generation_request_id: GenerationRequestId.optional(),
    index: ImageIndex,
    ...gettyDownloadFields,
    ...submissionFields,
  })
  .refine((request) => (request.job_id === undefined) !== (request.generation_request_id === undefined), {
    path: ['job_id'],
    error: 'give either job_id or generation_request_id',
    // Also when other fields are wrong: all that is wrong is said at once.
    when: ({ value }) => typeof value === 'object' && value !== null,
  });
export type DownloadRequest = z.infer<typeof DownloadRequest>;
