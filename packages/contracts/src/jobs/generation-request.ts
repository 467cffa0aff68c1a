import { z } from 'zod';

import { Operation } from '../fields/operation.ts';
import { optional } from '../fields/optional.ts';
import { everyOperation, gettyFields, MOST_IMAGES, Prompt, type ChainedDownload } from './generation.ts';
import { operationSchemas } from './operations.ts';
import type { Source } from './source.ts';
import { DryRunAsked } from './submission.ts';

const UNKNOWN_OPERATION = `must be one of ${Operation.options.join(', ')}`;

/** A generation by any operation. `more`: fields that each of them has too; `idPrefix`: begins the names of the forms in the API description. */
export function generationWith<More extends z.ZodRawShape>(more: More, { inBatch, idPrefix }: { inBatch: boolean; idPrefix: string }) {
  const rest = { ...everyOperation, ...more };
  const schemas = operationSchemas(rest, inBatch);
  const about = (name: Operation) => ({ id: `${idPrefix}${camel(name)}`, description: DESCRIPTIONS[name] });
  const generate = z.strictObject({
    operation: optional(z.literal('generate')).describe('Without it: `generate`.'),
    prompt: Prompt,
    ...gettyFields,
    ...rest,
  });
  return z.discriminatedUnion(
    'operation',
    [
      generate.meta(about('generate')),
      schemas.variation.meta(about('variation')),
      schemas.refine.meta(about('refine')),
      schemas.extend.meta(about('extend')),
      schemas.object_removal.meta(about('object_removal')),
      schemas.background_removal.meta(about('background_removal')),
      schemas.background_replacement.meta(about('background_replacement')),
      schemas.background_generation.meta(about('background_generation')),
      schemas.influence_color.meta(about('influence_color')),
      schemas.influence_composition.meta(about('influence_composition')),
    ],
    { error: ({ code }) => (code === 'invalid_union' ? UNKNOWN_OPERATION : 'must be an object') },
  );
}

const DESCRIPTIONS: Record<Operation, string> = {
  generate: 'Images from a prompt.',
  variation: 'Variations of an image.',
  refine: 'An image changed by a prompt, within a mask if you give one.',
  extend: 'An image extended on at least one side.',
  object_removal: 'An image without what a mask covers.',
  background_removal: 'An image without its background.',
  background_replacement: 'An image with another background, by prompt or by colour.',
  background_generation: 'A background around the picture of a product, which is a registered file.',
  influence_color: 'Images with the colours of another image.',
  influence_composition: 'Images with the composition of another image.',
};

/** The body of `POST /v1/generations`. */
export const GenerationRequest = generationWith({ dry_run: DryRunAsked }, { inBatch: false, idPrefix: 'Generation' }).meta({
  id: 'GenerationRequest',
  description: 'A generation to make. `operation` selects what Getty does; the other fields depend on it.',
});

type Stored<Request> = Request extends unknown ? Omit<Request, 'dry_run'> : never;
/** A generation as it is stored: its `source` never names a place in a batch. */
export type GenerationRequest = Stored<z.infer<typeof GenerationRequest>>;
export type RequestOf<Name extends Operation> = Extract<GenerationRequest, { operation?: Name | undefined }>;

export function operationOfRequest(request: object | undefined): Operation {
  return request && 'operation' in request && typeof request.operation === 'string' ? (request.operation as Operation) : 'generate';
}

export function promptOf(request: object): string | undefined {
  return 'prompt' in request && typeof request.prompt === 'string' ? request.prompt : undefined;
}

/** What a generation is made from; undefined for `generate`, and for downloads. */
export function sourceOf(request: object): Source | undefined {
  return 'source' in request && typeof request.source === 'object' ? (request.source as Source) : undefined;
}

/** The most images that a request can return: a background of one colour gives one image. */
export function mostImages(request: object): number {
  const oneColour = operationOfRequest(request) === 'background_replacement' && promptOf(request) === undefined;
  return oneColour ? 1 : MOST_IMAGES;
}

/** How many downloads a generation starts at the most. */
export function countChained(request: { download?: ChainedDownload | undefined }): number {
  if (!request.download) return 0;
  return request.download.images === 'all' ? mostImages(request) : request.download.images.length;
}

function camel(name: string): string {
  return name.replaceAll(/(?:^|_)(\w)/g, (_all, letter: string) => letter.toUpperCase());
}
