import { z } from 'zod';

import { ImageIndex, SizeName } from './generation.ts';
import { JobId } from '../fields/ids.ts';
import { optional } from '../fields/optional.ts';
import { DryRunAsked, Notes, ProductId, ProjectCode, submissionFields } from './submission.ts';

/** Getty's id of a generation. Opaque to us; bounded so that it fits in a path. */
export const GenerationRequestId = z
  .string()
  .regex(/^[A-Za-z0-9_.~-]{1,128}$/, 'must be a generation request id')
  .meta({ description: "Getty's id of a generation.", examples: ['0a1b2c3d-4e5f-6789-abcd-ef0123456789'] });

export const gettyDownloadFields = {
  size_name: SizeName,
  notes: optional(Notes),
  project_code: optional(ProjectCode),
  product_id: optional(ProductId).describe('The product at Getty that pays. Default: the product of the generation.'),
};

/** A download as a job of its own or of a batch. */
export const OneDownload = z
  .strictObject({
    job_id: optional(JobId).describe('The generation, by its job. Give this or `generation_request_id`.'),
    generation_request_id: optional(GenerationRequestId).describe("The generation, by Getty's id. It must be one of yours."),
    index: ImageIndex,
    ...gettyDownloadFields,
    ...submissionFields,
  })
  .refine((request) => (request.job_id === undefined) !== (request.generation_request_id === undefined), {
    path: ['job_id'],
    error: 'give either job_id or generation_request_id',
    // Checked also when other fields are wrong, so that all errors are reported at once.
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
  .meta({ oneOf: ['job_id', 'generation_request_id'].map((name) => ({ required: [name], properties: { [name]: { type: 'string' } } })) });

/** The body of `POST /v1/downloads`. */
export const DownloadRequest = OneDownload.safeExtend({ dry_run: DryRunAsked }).meta({
  ...OneDownload.meta(),
  id: 'DownloadRequest',
  description: 'An image to download, from one of your generations that succeeded.',
});
export type DownloadRequest = z.infer<typeof OneDownload>;
