import { createHash } from 'node:crypto';

import type { GenerationRequest } from '@darkroom/contracts';

/** Getty's words for what is not made from a prompt alone. A word that is not known here says nothing. */
const OTHER_OPERATIONS = new Set([
  'variation',
  'extend',
  'refine',
  'object_removal',
  'background_removal',
  'background_replacement',
  'background_generation',
  'influence_color_by_image',
  'influence_composition_by_image',
  'influence_outline_by_image',
]);

/**
 * How a generation looks in Getty's history: where its call carried no mark, this is all that tells it from another. The product is left out,
 * since a request that names none may get any.
 */
export function lookOf({ prompt }: Pick<GenerationRequest, 'prompt'>): string {
  return createHash('sha1').update(prompt).digest('base64url');
}

/** What an entry of Getty's history tells of itself. */
export type HistoryLook = { prompt: string | null; product_id: number | null; generation_type: string | null };

/** Whether an entry may be what a request asked for. */
export function looksLike(entry: HistoryLook, request: Pick<GenerationRequest, 'prompt' | 'product_id'>): boolean {
  if (entry.prompt !== request.prompt || OTHER_OPERATIONS.has(entry.generation_type ?? '')) return false;
  return request.product_id === undefined || entry.product_id === request.product_id;
}

/** Whether an entry shows that something else was asked for. What it does not tell is no difference. */
export function looksDifferent(entry: HistoryLook, request: Pick<GenerationRequest, 'prompt' | 'product_id'>): boolean {
  if (OTHER_OPERATIONS.has(entry.generation_type ?? '')) return true;
  if (entry.prompt !== null && entry.prompt !== request.prompt) return true;
  return request.product_id !== undefined && entry.product_id !== null && entry.product_id !== request.product_id;
}
