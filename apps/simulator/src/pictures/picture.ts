import { createHash } from 'node:crypto';

import { z } from 'zod';

import { ASPECT_RATIOS, MEDIA_TYPES, MOODS } from '../requests/fields.ts';
import type { GenerationRequest } from '../requests/generation-request.ts';

/** The key of a picture and its index: `3f2a9c0b1d4e-2`. */
const ONE = /^[0-9a-f]{12}-[0-3]$/;
/** `scene`: the picture fills the frame. Otherwise a part of it is shown, on a checkerboard or on one colour. */
const GROUND = /^(scene|checker|[0-9a-f]{6})$/;

/** What a picture has of the one that it was made from. Each part is chosen by the picture named there. */
export const Look = z.object({
  /** Undefined: its own. */
  palette: z.string().regex(ONE).optional(),
  kind: z.string().regex(ONE),
  /** Undefined: its own. */
  composition: z.string().regex(ONE).optional(),
  ground: z.string().regex(GROUND),
});
export type Look = z.infer<typeof Look>;

/** The common input of a generation's pictures. Equal values give the same picture, byte for byte. */
export const PictureSource = z.object({
  /** Derived from the prompt (and the seed, if given), or from the source and the operation: 12 hexadecimal digits. */
  key: z.string().regex(/^[0-9a-f]{12}$/),
  aspectRatio: z.enum(ASPECT_RATIOS),
  mediaType: z.enum(MEDIA_TYPES),
  mood: z.enum(MOODS),
  /** Undefined: it was made from a text alone. */
  look: Look.optional(),
});
export type PictureSource = z.infer<typeof PictureSource>;

export type Picture = PictureSource & { index: number };

/** Longest sides in pixels. Getty's previews are 612, its downloads 1024 and 4096. */
export const LONGEST_SIDES = { comp: 306, preview: 612, '1k': 1_024, '4k': 4_096 } as const;
export type PictureSize = keyof typeof LONGEST_SIDES;

/** The common input of the pictures that are made from a text. */
export function pictureOf(request: GenerationRequest): PictureSource {
  const subject = [request.prompt ?? null, request.negative_prompt ?? null, request.seed ?? null];
  return {
    key: keyOf(subject),
    aspectRatio: request.aspect_ratio ?? '1:1',
    mediaType: request.media_type ?? 'photography',
    mood: request.mood ?? 'natural',
  };
}

/** The same key for the same subject. */
export function keyOf(subject: unknown): string {
  return createHash('sha256').update(JSON.stringify(subject)).digest('hex').slice(0, 12);
}

export function dimensionsOf(aspectRatio: Picture['aspectRatio'], size: PictureSize): { width: number; height: number } {
  const [across = 1, down = 1] = aspectRatio.split(':').map(Number);
  const unit = LONGEST_SIDES[size] / Math.max(across, down);
  return { width: Math.round(across * unit), height: Math.round(down * unit) };
}
