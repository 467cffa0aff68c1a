import { z } from 'zod';

/** Fields that several of Getty's requests have. */

export const Int32 = z.int().min(-2_147_483_648).max(2_147_483_647);

/** Optional fields of every paid request. */
export const accounting = { product_id: Int32.nullish(), project_code: z.string().nullish(), notes: z.string().nullish() };

export const ASPECT_RATIOS = ['1:1', '3:4', '4:3', '9:16', '16:9'] as const;
export const MEDIA_TYPES = ['photography', 'illustration'] as const;
export const MOODS = ['black_and_white', 'warm', 'cool', 'natural', 'vivid', 'dramatic', 'bold'] as const;

/** The choice of a generation's look. */
export const style = {
  aspect_ratio: z.enum(ASPECT_RATIOS).nullish(),
  media_type: z.enum(MEDIA_TYPES).optional(),
  mood: z.enum(MOODS).optional(),
};
