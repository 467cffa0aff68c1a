import { Refused } from '../behaviour/refusals.ts';
import { EnhanceRequest } from '../requests/file-request.ts';
import { readRequest } from '../requests/read-request.ts';
import type { Incoming, Outcome, World } from '../world.ts';

/** Used if a request names no product: the history always contains one. */
export const ONLY_PRODUCT_ID = 1;

/** `POST /ai/enhance-prompt`: the prompt with more detail, always the same for the same prompt. */
export function enhancePrompt(_world: World, incoming: Incoming): Outcome {
  const { prompt } = readRequest(EnhanceRequest, incoming.body);
  return { status: 200, body: { enhanced_prompt: `${prompt}, in soft natural light, with fine detail and a calm composition` } };
}

/** `GET /products`: the one product of the account, which demands what the settings demand. */
export function listProducts({ settings }: World): Outcome {
  const { products, notes, project_code } = settings.current;
  if (products === 'refused') throw new Refused('403-authorization');
  const product = {
    id: ONLY_PRODUCT_ID,
    name: 'AI Generation',
    type: 'aigenerator',
    status: 'active',
    download_requirements: {
      is_note_required: notes === 'required',
      is_project_code_required: project_code === 'required',
      project_codes: [],
    },
  };
  return { status: 200, body: { products: [product] } };
}
