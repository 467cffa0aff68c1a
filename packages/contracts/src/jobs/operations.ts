import { z } from 'zod';

import { GenerationRequestId } from '../fields/getty-id.ts';
import { optional } from '../fields/optional.ts';
import { gettyFields, ImageIndex, Prompt } from './generation.ts';
import { FileId, Mask, sourceSchema } from './source.ts';
import { text, WebhookUrl } from './submission.ts';

/**
 * The request of each operation, with Getty's own fields and rules. Getty's `reference_*` fields are one `source` here. Facts of Getty:
 * docs/getty.md.
 */

const { negative_prompt, seed, aspect_ratio, media_type, mood } = gettyFields;
const prompt = optional(Prompt);

const Percentage = optional(z.number().min(0)).describe('How far to extend on this side, in percent of the image.');
const percentages = {
  left_percentage: Percentage,
  right_percentage: Percentage,
  top_percentage: Percentage,
  bottom_percentage: Percentage,
};

const MaskUrl = WebhookUrl.describe('Where Getty finds the mask, a JPEG. Give this or `mask`.');
const mask = { mask_url: optional(MaskUrl), mask: optional(Mask) };

const BackgroundAsset = text(128).describe("The background: Getty's id of an asset.");
const BackgroundGeneration = z
  .strictObject({ generation_request_id: GenerationRequestId, index: ImageIndex })
  .describe('The background: an image of one of your generations that has succeeded.');
const background = {
  background_asset_id: optional(BackgroundAsset),
  background_file_registration_id: optional(FileId).describe('The background: one of your registered files.'),
  background_reference_generation: optional(BackgroundGeneration),
};

/** Getty's deprecated fields of both influences. */
const Level = optional(z.number()).describe('In older editions of Getty only.');

type Fields = Record<string, unknown>;
type Refuse = (field: string, message: string) => void;

/** A rule over several fields. It is checked also when other fields are wrong, so that all errors are reported at once. */
function rule(check: (request: Fields, refuse: Refuse) => void): z.core.CheckFn<unknown> {
  return (context) => {
    if (typeof context.value !== 'object' || context.value === null) return;
    check(context.value as Fields, (field, message) =>
      context.issues.push({ code: 'custom', input: context.value, path: [field], message }),
    );
  };
}

const given = (request: Fields, names: string[]) => names.filter((name) => request[name] !== undefined && request[name] !== null);

const atMostOneMask = rule((request, refuse) => {
  if (given(request, ['mask_url', 'mask']).length > 1) refuse('mask', 'give either mask_url or mask');
});
const exactlyOneMask = rule((request, refuse) => {
  if (given(request, ['mask_url', 'mask']).length !== 1) refuse('mask', 'give either mask_url or mask');
});
const somePercentage = rule((request, refuse) => {
  const names = Object.keys(percentages);
  if (!names.some((name) => Number(request[name] ?? 0) > 0)) refuse(names[0]!, `at least one of ${names.join(', ')} must be above 0`);
});
const promptOrColour = rule((request, refuse) => {
  if (given(request, ['prompt', 'background_color']).length === 0) refuse('prompt', 'give prompt or background_color');
});
const oneBackground = rule((request, refuse) => {
  const names = given(request, Object.keys(background));
  if (names.length > 1) refuse(names[1]!, `give only one of ${Object.keys(background).join(', ')}`);
});

/** The schemas of all operations but `generate`. `rest`: fields that each has too; `inBatch`: their sources may name other jobs of the batch. */
export function operationSchemas<Rest extends z.ZodRawShape>(rest: Rest, inBatch: boolean) {
  const image = { source: sourceSchema(['generation'], inBatch) };
  const picture = { source: sourceSchema(['generation', 'asset'], inBatch) };
  const anyPicture = { source: sourceSchema(['generation', 'asset', 'file'], inBatch) };
  const influence = { ...anyPicture, prompt, negative_prompt, media_type, mood, seed, aspect_ratio };
  return {
    variation: z.strictObject({ operation: z.literal('variation'), ...image, ...rest }),
    refine: z
      .strictObject({ operation: z.literal('refine'), ...picture, prompt: Prompt, negative_prompt, ...mask, ...rest })
      .check(atMostOneMask),
    extend: z
      .strictObject({ operation: z.literal('extend'), ...picture, prompt, negative_prompt, ...percentages, ...rest })
      .check(somePercentage),
    object_removal: z.strictObject({ operation: z.literal('object_removal'), ...picture, ...mask, ...rest }).check(exactlyOneMask),
    background_removal: z.strictObject({ operation: z.literal('background_removal'), ...picture, ...rest }),
    background_replacement: z
      .strictObject({
        operation: z.literal('background_replacement'),
        ...picture,
        prompt,
        negative_prompt,
        background_color: optional(text(64)).describe('The colour of the new background, as Getty takes it, such as `#FFFFFF`.'),
        media_type,
        ...rest,
      })
      .check(promptOrColour),
    background_generation: z
      .strictObject({
        operation: z.literal('background_generation'),
        source: sourceSchema(['file'], inBatch),
        prompt,
        negative_prompt,
        ...percentages,
        ...background,
        background_reference_adherence: optional(z.enum(['flexible', 'strong'])),
        ...rest,
      })
      .check(oneBackground),
    influence_color: z.strictObject({ operation: z.literal('influence_color'), ...influence, noise_level: Level, ...rest }),
    influence_composition: z.strictObject({
      operation: z.literal('influence_composition'),
      ...influence,
      influence_level: Level,
      ...rest,
    }),
  };
}
