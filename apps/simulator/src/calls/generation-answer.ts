import { fileUrl } from '../files/file-url.ts';
import { dimensionsOf, type Picture } from '../pictures/picture.ts';
import { hashText } from '../random.ts';
import type { Generation } from '../state/effect.ts';
import type { Incoming, Outcome, World } from '../world.ts';
import { findGeneration, isPending } from './find-generation.ts';

const PREVIEW_SIZES = ['preview', 'comp'] as const;

/** `GET …/image-generations/{id}`: the same answers as the call that made it. */
export function poll(world: World, incoming: Incoming): Outcome {
  return generationOutcome(world, incoming, findGeneration(world, incoming.id));
}

/** 202 with the id while it is pending, then 200 with the result. */
export function generationOutcome(world: World, incoming: Incoming, generation: Generation): Outcome {
  const { generation_request_id } = generation;
  if (isPending(world, generation)) return { status: 202, body: { generation_request_id } };
  const results = indexesOf(generation).map((index) => {
    const preview_urls = previewUrls(world, incoming.baseUrl, { generation, index });
    return { index, is_blocked: preview_urls === null, preview_urls, url: preview_urls?.[0]?.image_url ?? null };
  });
  return {
    status: 200,
    body: { generation_request_id, seed: seedOf(generation), results, original_asset: originalAsset(world, generation) },
  };
}

export function indexesOf({ images }: Generation): number[] {
  return Array.from({ length: images }, (_, index) => index);
}

/** The previews of one image; null when it is blocked. */
export function previewUrls(world: World, baseUrl: string, { generation, index }: { generation: Generation; index: number }) {
  return generation.blocked.includes(index) ? null : pictureUrls(world, baseUrl, { ...generation.picture, index });
}

/** The small sizes of a picture. */
export function pictureUrls(world: World, baseUrl: string, picture: Picture) {
  return PREVIEW_SIZES.map((size) => {
    const { width, height } = dimensionsOf(picture.aspectRatio, size);
    return { preview_size: size, image_url: fileUrl(world, baseUrl, { picture, size }), width, height };
  });
}

/** The asset that the generation was made from, if it was one. */
export function originalAsset({ settings }: World, { source }: Generation): { id: string | null } | null {
  if (source && 'asset_id' in source) return { id: source.asset_id };
  return settings.current.original_asset_as === 'none' ? null : { id: null };
}

/** The given seed, or one derived from the request. */
export function seedOf({ request, picture }: Generation): number {
  return request.seed ?? hashText(request.prompt ?? picture.key) >>> 1;
}
