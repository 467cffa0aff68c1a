import { EnhanceRequest, type EnhancedPrompt } from '@darkroom/contracts';
import type { Store } from '@darkroom/queue';

import type { Handler } from '../http/handler.ts';
import { noteReplay, readAction } from '../http/idempotency/read-action.ts';
import type { GettyReader } from '../pictures/getty-reader.ts';

/** `POST /v1/prompts/enhance`: Getty's better prompt. Nothing is stored of it, except under an `Idempotency-Key`. */
export function enhancePrompt({ store, getty }: { store: Store; getty: GettyReader }): Handler {
  return async (request, response) => {
    const { body, idempotency } = await readAction(store, { request, response }, EnhanceRequest);
    const ask = () => getty.ask((client) => client.enhancePrompt(body.prompt));
    const { result, replayed } = await store.doOnce(idempotency, ask);
    noteReplay(response, replayed);
    response.json({ enhanced_prompt: result } satisfies EnhancedPrompt);
  };
}
