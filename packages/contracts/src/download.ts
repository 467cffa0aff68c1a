import { z } from 'zod';

import { ImageIndex, SizeName } from './generation.ts';
import { JobId } from './ids.ts';
import { Notes, ProductId, ProjectCode, submissionFields } from './submission.ts';

/** Getty's id of a generation. Opaque to us; bounded so that it fits in a path. */
export const GenerationRequestId = z
  .string()
  .regex(/^[A-Za-z0-9_.~-]{1,128}$/, 'must be a generation request id')
  .meta({ description: "Getty's id of a generation.", examples: ['0a1b2c3d-4e5f-6789-abcd-ef0123456789'] });

export const gettyDownloadFields = {
  size_name: SizeName,
  notes: Notes.optional(),
  project_code: ProjectCode.optional(),
  product_id: ProductId.optional().describe("The product at Getty that pays; the generation's where it is not given."),
};

/** The body of `POST /v1/downloads`. */
export const DownloadRequest = z
  .strictObject({
    job_id: JobId.optional().describe('The generation, by its job. Give this or `generation_request_id`.'),
    generation_request_id: GenerationRequestId.optional().describe("The generation, by Getty's id. It must be your own."),
    index: ImageIndex,
    ...gettyDownloadFields,
    ...submissionFields,
  })
  .refine((request) => (request.job_id === undefined) !== (request.generation_request_id === undefined), {
    path: ['job_id'],
    error: 'give either job_id or generation_request_id',
    // Also when other fields are wrong: all that is wrong is said at once.
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
  .meta({
    id: 'DownloadRequest',
    description: 'An image to download, of a generation of your own that has succeeded.',
    oneOf: [{ required: ['job_id'] }, { required: ['generation_request_id'] }],
  });
export type DownloadRequest = z.infer<typeof DownloadRequest>;
