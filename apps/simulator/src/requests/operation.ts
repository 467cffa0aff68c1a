import { z } from 'zod';

/** What makes a generation; each is one call. */
export const OPERATIONS = [
  'generate',
  'variation',
  'refine',
  'extend',
  'object_removal',
  'background_removal',
  'background_replacement',
  'background_generation',
  'influence_color',
  'influence_composition',
] as const;
export const Operation = z.enum(OPERATIONS, `must be one of ${OPERATIONS.join(', ')}`);
export type Operation = z.infer<typeof Operation>;

/** What made a generation, as the history shows it. It has no word for the replacement of a background. */
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

/** A type that the history may show: a documented one, or the word that Getty may use for the replacement of a background. */
export const ListedType = z.enum([...GenerationType.options, 'background_replacement']);
export type ListedType = z.infer<typeof ListedType>;

/** How the history shows the replacement of a background; `missing`: without a type. */
export const ReplacementType = z.enum(['missing', ...ListedType.options]);

const TYPES: Record<Exclude<Operation, 'background_replacement'>, GenerationType> = {
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

/** The type in the history; undefined: it has none. */
export function generationTypeOf(operation: Operation, replacement: z.infer<typeof ReplacementType>): ListedType | undefined {
  if (operation !== 'background_replacement') return TYPES[operation];
  return replacement === 'missing' ? undefined : replacement;
}
