import { z } from 'zod';

import { GenerationRequestId } from './download.ts';

/** The body of `POST /v1/jobs/{id}/resolve`: the three ways out of `held`. */
export const ResolveRequest = z.discriminatedUnion(
  'action',
  [
    z.strictObject({ action: z.literal('retry'), confirm_cost: z.boolean().optional() }),
    z.strictObject({ action: z.literal('fail') }),
    z.strictObject({ action: z.literal('adopt'), generation_request_id: GenerationRequestId.optional() }),
  ],
  { error: 'must be retry, fail or adopt' },
);
export type ResolveRequest = z.infer<typeof ResolveRequest>;
