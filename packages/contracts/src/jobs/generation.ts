import { z } from 'zod';

import { optional } from '../fields/optional.ts';
import { Notes, ProductId, ProjectCode, submissionFields, text } from './submission.ts';

/** The most images that a generation returns. */
export const MOST_IMAGES = 4;

/** Most generations have four images, some have one. They are numbered from 0. */
export const ImageIndex = z
  .int()
  .min(0)
  .max(MOST_IMAGES - 1)
  .meta({ description: 'The number of an image, from 0.', examples: [0] });

/** A value from Getty's download-sizes: `1k`, `4k`, perhaps others, so not a fixed set. */
export const SizeName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/, 'must be a size name such as 1k or 4k')
  .meta({ description: "A size from Getty's download-sizes, such as `1k` or `4k`.", examples: ['4k'] });

// Getty publishes no limit (its web form takes 250 words). This limit only keeps records small.
export const Prompt = text(10_000).describe('What the images show.');

/** Fields of Getty's requests, passed on unchanged. Which of them an operation takes: `operations.ts`. */
export const gettyFields = {
  negative_prompt: optional(text(10_000)).describe('What the images must not show.'),
  seed: optional(z.int().min(-2_147_483_648).max(2_147_483_647)).describe("The seed of Getty's random generator."),
  aspect_ratio: optional(z.enum(['1:1', '3:4', '4:3', '9:16', '16:9'])),
  media_type: optional(z.enum(['photography', 'illustration'])),
  mood: optional(z.enum(['black_and_white', 'warm', 'cool', 'natural', 'vivid', 'dramatic', 'bold'])),
};

/** Under what Getty books a generation. Every operation has these. */
const accountFields = { product_id: optional(ProductId), project_code: optional(ProjectCode), notes: optional(Notes) };

/** Downloads to start when the generation has succeeded. */
export const ChainedDownload = z
  .strictObject({
    size_name: SizeName,
    images: z
      .union(
        [
          z.literal('all'),
          z
            .array(ImageIndex)
            .min(1)
            .refine((indexes) => new Set(indexes).size === indexes.length, 'must not name an image twice')
            .meta({ uniqueItems: true }),
        ],
        'must be "all" or a list of image indexes',
      )
      .describe('All of them, or those with these numbers.'),
    notes: optional(Notes),
    project_code: optional(ProjectCode),
  })
  .meta({ id: 'ChainedDownload', description: 'Downloads to start when a generation has succeeded.' });
export type ChainedDownload = z.infer<typeof ChainedDownload>;

/** Fields of every operation: those that Getty books it under, and ours. */
export const everyOperation = {
  ...accountFields,
  download: optional(ChainedDownload).describe(
    'Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.',
  ),
  ...submissionFields,
};
