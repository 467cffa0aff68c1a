import { createHash } from 'node:crypto';

import { ASPECT_RATIOS, MEDIA_TYPES, MOODS, type GenerateRequest } from '../requests/requests.ts';

/** The input of a picture. Equal values give the same picture, byte for byte. */
export type Picture = {
  /** Derived from the prompt (and the seed, if given): 12 hexadecimal digits. */
  key: string;
  index: number;
  aspectRatio: (typeof ASPECT_RATIOS)[number];
  mediaType: (typeof MEDIA_TYPES)[number];
  mood: (typeof MOODS)[number];
};

/** Longest sides in pixels. Getty's previews are 612, its downloads 1024 and 4096. */
export const LONGEST_SIDES = { comp: 306, preview: 612, '1k': 1_024, '4k': 4_096 } as const;
export type PictureSize = keyof typeof LONGEST_SIDES;

/** The common input of a generation's pictures, without the index. */
export function pictureOf(request: GenerateRequest): Omit<Picture, 'index'> {
  const subject = JSON.stringify([request.prompt, request.negative_prompt ?? null, request.seed ?? null]);
  return {
    key: createHash('sha256').update(subject).digest('hex').slice(0, 12),
    aspectRatio: request.aspect_ratio ?? '1:1',
    mediaType: request.media_type ?? 'photography',
    mood: request.mood ?? 'natural',
  };
}

export function dimensionsOf(aspectRatio: Picture['aspectRatio'], size: PictureSize): { width: number; height: number } {
  const [across = 1, down = 1] = aspectRatio.split(':').map(Number);
  const unit = LONGEST_SIDES[size] / Math.max(across, down);
  return { width: Math.round(across * unit), height: Math.round(down * unit) };
}

/** The path of a picture. It contains the whole input, so the URL still works after a restart of the simulator. */
export function pathOf(picture: Picture, size: PictureSize): string {
  const ratio = picture.aspectRatio.replace(':', 'x');
  return `/files/${picture.mediaType}/${picture.mood}/${ratio}/${picture.key}-${picture.index}/${size}.jpg`;
}

/** Reads a path of {@link pathOf}; undefined if it names no picture. */
export function readPath(path: string): { picture: Picture; size: PictureSize } | undefined {
  const [, mediaType, mood, ratio, key, index, size] =
    /^\/files\/(\w+)\/(\w+)\/(\d+x\d+)\/([0-9a-f]{12})-([0-3])\/(\w+)\.jpg$/.exec(path) ?? [];
  const picture = {
    key: key ?? '',
    index: Number(index),
    mediaType: MEDIA_TYPES.find((known) => known === mediaType),
    mood: MOODS.find((known) => known === mood),
    aspectRatio: ASPECT_RATIOS.find((known) => known === ratio?.replace('x', ':')),
  };
  if (!picture.mediaType || !picture.mood || !picture.aspectRatio || !(size !== undefined && size in LONGEST_SIDES)) return undefined;
  return { picture: picture as Picture, size: size as PictureSize };
}
