import type { Operation } from '../requests/operation.ts';
import type { CallContract } from './getty-contract.ts';
import {
  accounting,
  anywhere,
  application,
  aspectRatio,
  asset,
  image,
  integer,
  integerOrNull,
  mediaType,
  mood,
  onImage,
  record,
  text,
  type Schema,
} from './schemas.ts';

/** The calls that make generations. Getty's description has most of their rules in prose; here they are part of the schemas. */

const prompt = { prompt: text, negative_prompt: text };
const requiredPrompt = { ...prompt, prompt: { type: 'string', minLength: 1 } };
const style = { aspect_ratio: aspectRatio, media_type: mediaType, mood };
const float = { type: ['number', 'null'] };
const percentage = { type: ['number', 'null'], minimum: 0 };
const percentages = {
  left_percentage: percentage,
  right_percentage: percentage,
  top_percentage: percentage,
  bottom_percentage: percentage,
};

const id = { type: ['string', 'null'], minLength: 1 };
const imageOfGeneration = {
  ...record(['generation_request_id', 'index'], { generation_request_id: { type: 'string', minLength: 1 }, index: integer }),
  type: ['object', 'null'],
};
const reference = { reference_asset_id: id, reference_generation: imageOfGeneration };
const referenceOrFile = { ...reference, reference_file_registration_id: id };

function operation(path: string, request: Schema): CallContract {
  return {
    method: 'POST',
    path: `/ai/image-generations${path}`,
    request,
    answers: { ...onImage, 200: generation, 202: pendingGeneration },
  };
}

/** Requires that one of the fields is given, and no other of them. */
function exactlyOne(names: string[]): Schema {
  return { oneOf: names.map((name) => ({ required: [name], properties: { [name]: { not: { type: 'null' } } } })) };
}

/** A request with exactly one reference, and with further rules. */
function withReference(fields: Record<string, object>, required: string[] = [], ...rules: Schema[]): Schema {
  return { ...record(required, fields), allOf: [exactlyOne(Object.keys(referenceOrFile).filter((name) => name in fields)), ...rules] };
}

export const pendingGeneration = record(['generation_request_id'], { generation_request_id: { type: 'string' } });
/** How many images an operation gives is not documented: a generation from text gives four. */
export const generation = record(['generation_request_id', 'results'], {
  generation_request_id: { type: 'string' },
  seed: integerOrNull,
  results: {
    type: 'array',
    minItems: 1,
    maxItems: 4,
    items: record(['index', 'is_blocked', 'preview_urls', 'url'], { ...image, url: text }),
  },
  original_asset: asset,
});

const someSide = {
  anyOf: Object.keys(percentages).map((side) => ({
    required: [side],
    properties: { [side]: { type: 'number', exclusiveMinimum: 0 } },
  })),
};
const background = {
  anyOf: ['prompt', 'background_color'].map((name) => ({ required: [name], properties: { [name]: { type: 'string', minLength: 1 } } })),
};
const backgrounds = { background_file_registration_id: id, background_asset_id: id, background_reference_generation: imageOfGeneration };
const someBackground = exactlyOne(Object.keys(backgrounds));
const noBackground = { properties: Object.fromEntries(Object.keys(backgrounds).map((name) => [name, { type: 'null' }])) };

export const OPERATIONS_CONTRACT: Record<Operation, CallContract> = {
  generate: {
    ...operation(
      '',
      record(['prompt'], {
        ...requiredPrompt,
        ...style,
        // Only in older editions.
        seed: integerOrNull,
        negative_prompt: text,
        lens_type: { enum: ['wide_angle', 'telephoto'] },
        depth_of_field: { enum: ['shallow', 'deep'] },
        ...accounting,
      }),
    ),
    answers: { ...anywhere, 200: generation, 202: pendingGeneration, 400: application, 409: application },
  },
  variation: operation('/{id}/images/{index}/variations', record([], accounting)),
  refine: operation('/refine', withReference({ ...reference, ...requiredPrompt, mask_url: text, ...accounting }, ['prompt'])),
  extend: operation('/extend', withReference({ ...reference, ...prompt, ...percentages, ...accounting }, [], someSide)),
  object_removal: operation('/object-removal', withReference({ ...reference, mask_url: { type: 'string' }, ...accounting }, ['mask_url'])),
  background_removal: operation('/background-removal', withReference({ ...reference, ...accounting })),
  background_replacement: operation(
    '/background-replacement',
    withReference({ ...reference, ...prompt, background_color: text, media_type: mediaType, ...accounting }, [], background),
  ),
  background_generation: operation('/background-generations', {
    ...record(['reference_file_registration_id'], {
      reference_file_registration_id: { type: 'string', minLength: 1 },
      ...prompt,
      ...percentages,
      ...backgrounds,
      background_reference_adherence: { enum: ['flexible', 'strong', null] },
      ...accounting,
    }),
    anyOf: [someBackground, noBackground],
  }),
  influence_color: operation(
    '/influence-color-by-image',
    withReference({ ...referenceOrFile, ...prompt, ...style, seed: integerOrNull, noise_level: float, ...accounting }),
  ),
  influence_composition: operation(
    '/influence-composition-by-image',
    withReference({ ...referenceOrFile, ...prompt, ...style, seed: integerOrNull, influence_level: float, ...accounting }),
  ),
};
