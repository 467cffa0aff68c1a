import { z } from 'zod';

import { Refused } from '../behaviour/refusals.ts';
import { describeProblems, type Settings } from '../settings.ts';

const Int32 = z.int().min(-2_147_483_648).max(2_147_483_647);

/** Optional fields of every paid request. */
const accounting = { product_id: Int32.nullish(), project_code: z.string().nullish(), notes: z.string().nullish() };

export const ASPECT_RATIOS = ['1:1', '3:4', '4:3', '9:16', '16:9'] as const;
export const MEDIA_TYPES = ['photography', 'illustration'] as const;
export const MOODS = ['black_and_white', 'warm', 'cool', 'natural', 'vivid', 'dramatic', 'bold'] as const;
export const SIZE_NAMES = ['1k', '4k'] as const;

export const GenerateRequest = z.strictObject({
  prompt: z.string().trim().min(1),
  negative_prompt: z.string().nullish(),
  seed: Int32.nullish(),
  aspect_ratio: z.enum(ASPECT_RATIOS).nullish(),
  media_type: z.enum(MEDIA_TYPES).optional(),
  mood: z.enum(MOODS).optional(),
  lens_type: z.enum(['wide_angle', 'telephoto']).optional(),
  depth_of_field: z.enum(['shallow', 'deep']).optional(),
  ...accounting,
});
export type GenerateRequest = z.infer<typeof GenerateRequest>;

/** What made a generation, as the history shows it. */
export const GenerationType = z.enum([
  'text_to_image',
  'variation',
  'extend',
  'refine',
  'background_removal',
  'influence_color_by_image',
  'influence_composition_by_image',
  'object_removal',
  'influence_outline_by_image',
  'background_generation',
]);
export type GenerationType = z.infer<typeof GenerationType>;

export const DownloadRequest = z.strictObject({ size_name: z.enum(SIZE_NAMES), ...accounting });
export type DownloadRequest = z.infer<typeof DownloadRequest>;

export const RedownloadRequest = z.strictObject({
  ...DownloadRequest.shape,
  generated_asset_id: z.string().min(1),
  product_id: Int32.optional(),
});
export type RedownloadRequest = z.infer<typeof RedownloadRequest>;

/** A date, with or without a time, as milliseconds since the Unix epoch. */
const Instant = z.iso
  .datetime({ offset: true, local: true })
  .or(z.iso.date())
  .transform((text) => Date.parse(text));

export const HistoryQuery = z.strictObject({
  date_start: Instant.default(-Infinity),
  date_end: Instant.default(Infinity),
  media_type: z.enum(MEDIA_TYPES).optional(),
  page: z.coerce.number().int().min(1).max(2_147_483_647).default(1),
  page_size: z.coerce.number().int().min(1).max(1_000).default(50),
  product_ids: z
    .union([z.string(), z.array(z.string())])
    .transform((ids) => [ids].flat().flatMap((list) => list.split(',').map(Number)))
    .optional(),
  company_generations: z.enum(['true', 'false']).optional(),
});
export type HistoryQuery = z.infer<typeof HistoryQuery>;

/** Reads a request as Getty would. @throws Refused 400 naming every wrong field */
export function readRequest<Schema extends z.ZodType>(schema: Schema, given: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Refused('400', describeProblems(parsed.error).join('; '));
  return parsed.data;
}

/** Checks the fields that the account's products require or forbid. @throws Refused 400 */
export function checkAccounting(settings: Settings, request: { [Name in keyof typeof accounting]?: unknown }): void {
  for (const name of ['product_id', 'project_code', 'notes'] as const) {
    const isGiven = request[name] !== undefined && request[name] !== null && request[name] !== '';
    if (settings[name] === 'required' && !isGiven) throw new Refused('400-product', `${name} is required by the product.`);
    if (settings[name] === 'forbidden' && isGiven) throw new Refused('400-product', `${name} must not be given for this product.`);
  }
}
