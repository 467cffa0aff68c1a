import { z } from 'zod';

/** What a generation does at Getty. */
export const Operation = z
  .enum([
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
  ])
  .meta({ id: 'Operation', description: 'What a generation does at Getty.' });
export type Operation = z.infer<typeof Operation>;
