import { z } from 'zod';

import { GenerationRequestId } from '../fields/getty-id.ts';
import { JobId } from '../fields/ids.ts';
import { optional } from '../fields/optional.ts';
import { ImageIndex } from './generation.ts';

/** What an operation works on. */

/** What may be a source: an image of a generation, an asset of Getty, or a file registered with Getty. */
export type SourceKind = 'generation' | 'asset' | 'file';

/** A source as it is stored: `index` belongs to the first two. */
export type Source = {
  job_id?: JobId | undefined;
  generation_request_id?: string | undefined;
  index?: number | undefined;
  asset_id?: string | undefined;
  file_id?: string | undefined;
};

export const AssetId = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9_.~-]{1,128}$/, 'must be an asset id')
  .meta({ description: "Getty's id of an asset.", examples: ['1279463041'] });
export const FileId = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9_.~-]{1,128}$/, 'must be a file id')
  .meta({ description: 'The id of one of your registered files: `POST /v1/files`.', examples: ['5b0c2f6e-8c1f-4a53-9a0e-1f2d3c4b5a69'] });

/** The place of an earlier job in the list of a batch. */
export const BatchIndex = z
  .int()
  .min(0)
  .max(998)
  .meta({ description: 'An earlier job of the same batch, by its place in `jobs`, from 0.', examples: [0] });

const NAMES = {
  job_id: optional(JobId).describe('The job of a generation. If it has not ended, this job waits for it, without cost.'),
  generation_request_id: optional(GenerationRequestId).describe("The generation, by Getty's id. It must be one of yours."),
  batch_index: optional(BatchIndex),
  asset_id: optional(AssetId),
  file_id: optional(FileId),
};
type Name = keyof typeof NAMES;

const NAMES_OF: Record<SourceKind, Name[]> = {
  generation: ['job_id', 'generation_request_id', 'batch_index'],
  asset: ['asset_id'],
  file: ['file_id'],
};

/** The source of an operation that takes these kinds. Only a job of a batch may name another by its `batch_index`. */
export function sourceSchema(kinds: SourceKind[], inBatch: boolean) {
  const names = kinds.flatMap((kind) => NAMES_OF[kind]).filter((name) => inBatch || name !== 'batch_index');
  const index = kinds.includes('generation') ? { index: optional(ImageIndex).describe('Which image of the generation, from 0.') } : {};
  const shape = { ...Object.fromEntries(names.map((name) => [name, NAMES[name]])), ...index };
  return (z.strictObject(shape) as z.ZodType as z.ZodType<Source & { batch_index?: number | undefined }>)
    .superRefine((source, context) => {
      const given = names.filter((name) => source[name] !== undefined);
      const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
      if (given.length !== 1) refuse([], names.length === 1 ? `must have ${names[0]}` : `must have exactly one of ${names.join(', ')}`);
      const isImage = given.some((name) => NAMES_OF.generation.includes(name));
      if (given.length === 1 && isImage && source.index === undefined) refuse(['index'], 'is required: which image of the generation');
      if (given.length === 1 && !isImage && source.index !== undefined) refuse(['index'], `belongs to a generation, not to ${given[0]}`);
    })
    .meta({
      description: 'What the operation works on.',
      ...(names.length === 1 ? { required: names } : { oneOf: names.map((name) => ({ required: fieldsOf(name) })) }),
    });
}

function fieldsOf(name: Name): string[] {
  return NAMES_OF.generation.includes(name) ? [name, 'index'] : [name];
}

/** `upl_` and 32 hex digits. */
export const UploadId = z
  .string()
  .regex(/^upl_[0-9a-f]{32}$/, 'must be an upload id')
  .meta({ description: 'The id of an upload: `POST /v1/uploads`.', examples: ['upl_0199f2a4c1d07b6c9e5f3a2b1c0d4e63'] });

/** A mask that was put up with `POST /v1/uploads`. */
export const Mask = z
  .strictObject({
    upload_id: UploadId,
  })
  .meta({ id: 'Mask', description: 'A mask that you put up with `POST /v1/uploads`. It is kept for 24 hours.' });

/** A source as a job shows it. */
export const JobSource = z
  .strictObject({
    job_id: JobId.optional(),
    generation_request_id: z.string().optional(),
    index: z.int().optional(),
    asset_id: z.string().optional(),
    file_id: z.string().optional(),
  })
  .meta({ id: 'JobSource', description: 'An image of a job or of a generation, an asset, or a registered file.' });
