import type { Operation } from '@darkroom/contracts';

/** Getty's `generation_type` of each operation. What it writes for a background replacement is not documented. */
const TYPES: Record<Exclude<Operation, 'background_replacement'>, string> = {
  generate: 'text_to_image',
  variation: 'variation',
  refine: 'refine',
  extend: 'extend',
  object_removal: 'object_removal',
  background_removal: 'background_removal',
  background_generation: 'background_generation',
  influence_color: 'influence_color_by_image',
  influence_composition: 'influence_composition_by_image',
};
const OPERATIONS = new Map(Object.entries(TYPES).map(([operation, type]) => [type, operation as Operation]));

/** What an entry of Getty's history did; a missing or unknown type counts as `generate`. */
export function operationOf(generationType: string | null): Operation {
  return OPERATIONS.get(generationType ?? '') ?? 'generate';
}

/** Whether an entry of this type may be the result of an operation. A missing or unknown type may be anything. */
export function mayHaveDone(generationType: string | null, operation: Operation): boolean {
  const known = OPERATIONS.get(generationType ?? '');
  return known === undefined || known === operation || operation === 'background_replacement';
}
