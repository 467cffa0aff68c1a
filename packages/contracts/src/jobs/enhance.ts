import { z } from 'zod';

import { Prompt } from './generation.ts';

/** The body of `POST /v1/prompts/enhance`. */
export const EnhanceRequest = z.strictObject({ prompt: Prompt }).meta({ id: 'EnhanceRequest', description: 'A prompt to make better.' });

export const EnhancedPrompt = z
  .strictObject({ enhanced_prompt: z.string().nullable().describe('Null if Getty has no better one.') })
  .meta({ id: 'EnhancedPrompt', description: "Getty's better prompt." });
export type EnhancedPrompt = z.infer<typeof EnhancedPrompt>;
