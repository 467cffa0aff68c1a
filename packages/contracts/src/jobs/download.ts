import { z } from 'zod';

import { ImageIndex, SizeName } from './generation.ts';
import { GenerationRequestId } from '../fields/getty-id.ts';
import { JobId } from '../fields/ids.ts';
import { optional } from '../fields/optional.ts';
import { BatchIndex } from './source.ts';
import { DryRunAsked, Notes, ProductId, ProjectCode, submissionFields } from './submission.ts';

export const gettyDownloadFields = {
  size_name: SizeName,
  notes: optional(Notes),
  project_code: optional(ProjectCode),
  product_id: optional(ProductId).describe('The product at Getty that pays. Default: the product of the generation.'),
};

/** The ways to name the image of a download. Only a job of a batch may name another of the batch. */
const NAMES = {
  job_id: optional(JobId).describe('The generation, by its job. If it has not ended, the download waits for it, without cost.'),
  generation_request_id: optional(GenerationRequestId).describe("The generation, by Getty's id. It must be one of yours."),
};
const IN_BATCH = { ...NAMES, batch_index: optional(BatchIndex) };

function downloadOf<Names extends Partial<typeof IN_BATCH>>(names: Names) {
  const all = Object.keys(names);
  return z
    .strictObject({ ...names, index: ImageIndex, ...gettyDownloadFields, ...submissionFields })
    .refine((request) => all.filter((name) => request[name as keyof typeof request] !== undefined).length === 1, {
      path: ['job_id'],
      error: `give either ${all.slice(0, -1).join(', ')} or ${all.at(-1)}`,
      // Checked also when other fields are wrong, so that all errors are reported at once.
      when: ({ value }) => typeof value === 'object' && value !== null,
    })
    .meta({
      oneOf: all.map((name) => ({ required: [name], properties: { [name]: { type: name === 'batch_index' ? 'integer' : 'string' } } })),
    });
}

const OneDownload = downloadOf(NAMES);

/** A download as a job of a batch. */
export const DownloadInBatch = downloadOf(IN_BATCH);

/** The body of `POST /v1/downloads`. */
export const DownloadRequest = OneDownload.safeExtend({ dry_run: DryRunAsked }).meta({
  ...OneDownload.meta(),
  id: 'DownloadRequest',
  description: 'An image to download, from one of your generations. If the generation has not ended, the download waits for it.',
});
export type DownloadRequest = z.infer<typeof OneDownload>;
