import { z } from 'zod';

import { accounting, Int32, style } from './fields.ts';
import type { Operation } from './operation.ts';

/** The requests of all operations, with Getty's rules about them. A wrong one is answered with 400. */

const prompt = { prompt: z.string().nullish(), negative_prompt: z.string().nullish() };
const requiredPrompt = { ...prompt, prompt: z.string().trim().min(1) };

const ImageOfGeneration = z.strictObject({ generation_request_id: z.string().min(1), index: Int32 });
const Id = z.string().min(1).nullish();
const image = { reference_asset_id: Id, reference_generation: ImageOfGeneration.nullish() };
const imageOrFile = { ...image, reference_file_registration_id: Id };
const HttpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

const Percentage = z.number().min(0).nullish();
const SIDES = ['left_percentage', 'right_percentage', 'top_percentage', 'bottom_percentage'] as const;
const percentages = Object.fromEntries(SIDES.map((side) => [side, Percentage])) as Record<(typeof SIDES)[number], typeof Percentage>;

type Fields = Record<string, unknown>;
const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';
const given = (fields: Fields, names: readonly string[]) => names.filter((name) => isGiven(fields[name]));

const ONE_REFERENCE = 'exactly one of reference_asset_id, reference_generation and reference_file_registration_id must be given';
const hasOneReference = (fields: Fields) => given(fields, Object.keys(imageOrFile)).length === 1;

export const GenerateRequest = z.strictObject({
  ...requiredPrompt,
  seed: Int32.nullish(),
  ...style,
  lens_type: z.enum(['wide_angle', 'telephoto']).optional(),
  depth_of_field: z.enum(['shallow', 'deep']).optional(),
  ...accounting,
});

const InfluenceRequest = z.strictObject({
  ...imageOrFile,
  ...prompt,
  seed: Int32.nullish(),
  ...style,
  ...accounting,
});

/** The schema of each operation's body. */
export const REQUESTS = {
  generate: GenerateRequest,
  variation: z.strictObject(accounting),
  refine: z
    .strictObject({ ...image, ...requiredPrompt, mask_url: HttpUrl.nullish(), ...accounting })
    .refine(hasOneReference, ONE_REFERENCE),
  extend: z
    .strictObject({ ...image, ...prompt, ...percentages, ...accounting })
    .refine(hasOneReference, ONE_REFERENCE)
    .refine((fields) => SIDES.some((side) => (fields[side] ?? 0) > 0), 'at least one percentage must be above 0'),
  object_removal: z.strictObject({ ...image, mask_url: HttpUrl, ...accounting }).refine(hasOneReference, ONE_REFERENCE),
  background_removal: z.strictObject({ ...image, ...accounting }).refine(hasOneReference, ONE_REFERENCE),
  background_replacement: z
    .strictObject({
      ...image,
      ...prompt,
      background_color: z.string().nullish(),
      media_type: style.media_type,
      ...accounting,
    })
    .refine(hasOneReference, ONE_REFERENCE)
    .refine((fields) => given(fields, ['prompt', 'background_color']).length > 0, 'prompt or background_color must be given'),
  background_generation: z
    .strictObject({
      reference_file_registration_id: z.string().min(1),
      ...prompt,
      ...percentages,
      background_file_registration_id: Id,
      background_asset_id: Id,
      background_reference_generation: ImageOfGeneration.nullish(),
      background_reference_adherence: z.enum(['flexible', 'strong']).nullish(),
      ...accounting,
    })
    .refine(
      (fields) => given(fields, ['background_file_registration_id', 'background_asset_id', 'background_reference_generation']).length <= 1,
      'at most one background may be given',
    ),
  influence_color: InfluenceRequest.safeExtend({ noise_level: z.number().nullish() }).refine(hasOneReference, ONE_REFERENCE),
  influence_composition: InfluenceRequest.safeExtend({ influence_level: z.number().nullish() }).refine(hasOneReference, ONE_REFERENCE),
} satisfies Record<Operation, z.ZodType>;

/** A request of any operation: the fields that are read of it later. Its other fields are kept too. */
export const GenerationRequest = z.looseObject({
  ...prompt,
  seed: Int32.nullish(),
  ...style,
  mask_url: z.string().nullish(),
  background_color: z.string().nullish(),
  left_percentage: Percentage,
  right_percentage: Percentage,
  top_percentage: Percentage,
  bottom_percentage: Percentage,
  ...accounting,
});
export type GenerationRequest = z.infer<typeof GenerationRequest>;

/** The image that an operation works on. */
export const Source = z.union([
  z.strictObject({ generation_request_id: z.string(), index: z.int() }),
  z.strictObject({ asset_id: z.string() }),
  z.strictObject({ file_id: z.string() }),
]);
export type Source = z.infer<typeof Source>;
