import type { Operation } from './operation.ts';

/**
 * Getty's `generation_type` in its history. Getty does not document what it writes for a background replacement, so this name is a guess, and an
 * entry of another type may be one.
 */
const TYPES: Record<Operation, string> = {
  generate: 'text_to_image',
  variation: 'variation',
  refine: 'refine',
  extend: 'extend',
  object_removal: 'object_removal',
  background_removal: 'background_removal',
  background_replacement: 'background_replacement',
  background_generation: 'background_generation',
  influence_color: 'influence_color_by_image',
  influence_composition: 'influence_composition_by_image',
};
const OPERATIONS = new Map(Object.entries(TYPES).map(([operation, type]) => [type, operation as Operation]));

/** Types of Getty that no operation here has. */
const OF_NO_OPERATION = new Set(['influence_outline_by_image']);

/** Whether Getty's history names this very operation. */
export function isTypeOf(generationType: string | null, operation: Operation): boolean {
  return generationType === TYPES[operation];
}

/** What an entry of Getty's history did; a missing or unknown type counts as `generate`. */
export function operationOfType(generationType: string | null): Operation {
  return OPERATIONS.get(generationType ?? '') ?? 'generate';
}

/**
 * Whether an entry of this type may be the result of an operation. A missing or unknown type may be anything, and a background replacement may
 * have any type.
 */
export function mayHaveDone(generationType: string | null, operation: Operation): boolean {
  return operation === 'background_replacement' || hasTypeOf(generationType, operation);
}

/** The same, where the type must not be one that Getty documents for another operation. */
export function hasTypeOf(generationType: string | null, operation: Operation): boolean {
  const type = generationType ?? '';
  return !OF_NO_OPERATION.has(type) && (OPERATIONS.get(type) ?? operation) === operation;
}
