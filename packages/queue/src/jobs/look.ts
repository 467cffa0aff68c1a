import { createHash } from 'node:crypto';

import { promptOf, type GenerationRequest } from '@darkroom/contracts';

/** Getty's names for generations that need more than a prompt. Unknown names are ignored. */
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
 * Describes a generation by its visible fields: without a mark these are the only way to identify its call. The product is left out, since
 * a request without one may get any.
 */
export function lookOf(request: object): string {
  return createHash('sha1')
    .update(promptOf(request) ?? '')
    .digest('base64url');
}

/** The fields of an entry in Getty's history that describe the request. */
export type HistoryLook = { prompt: string | null; product_id: number | null; generation_type: string | null };

/** Whether an entry may be the result of a request. */
export function looksLike(entry: HistoryLook, request: Pick<GenerationRequest, 'product_id'>): boolean {
  if (entry.prompt !== promptOf(request) || OTHER_OPERATIONS.has(entry.generation_type ?? '')) return false;
  return request.product_id === undefined || entry.product_id === request.product_id;
}

/** Whether an entry shows another request. Missing fields are no difference. */
export function looksDifferent(entry: HistoryLook, request: Pick<GenerationRequest, 'product_id'>): boolean {
  if (OTHER_OPERATIONS.has(entry.generation_type ?? '')) return true;
  if (entry.prompt !== null && entry.prompt !== promptOf(request)) return true;
  return request.product_id !== undefined && entry.product_id !== null && entry.product_id !== request.product_id;
}
