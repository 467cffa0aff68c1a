import { z } from 'zod';

import { GenerationRequestId } from '../fields/getty-id.ts';
import { optional } from '../fields/optional.ts';
import type { ProblemCode } from '../http/problem.ts';
import { text } from './submission.ts';

const note = optional(text(1_000)).describe('Why. It is kept in the timeline.');

/** The body of `POST /v1/jobs/{id}/resolve`: the three ways out of `held`. */
export const ResolveRequest = z
  .discriminatedUnion(
    'action',
    [
      z
        .strictObject({
          action: z.literal('retry'),
          note,
          confirm_cost: optional(z.boolean()).describe('Must be true: if Getty accepted the first call, this pays a second time.'),
        })
        .describe('Send it again.'),
      z
        .strictObject({ action: z.literal('fail'), note })
        .describe('Give up: the job becomes `failed` with `given_up`, and its bill stays `unknown`.'),
      z
        .strictObject({
          action: z.literal('adopt'),
          note,
          generation_request_id: optional(GenerationRequestId).describe(
            'The generation found at Getty. Required for a generation; not allowed for a download, which Getty finds by its image. Getty is asked for it first.',
          ),
          confirm_mismatch: optional(z.boolean()).describe(
            'Must be true if Getty has another operation, source, prompt or product under this id.',
          ),
        })
        .describe('Getty has it: continue with it, without paying again.'),
    ],
    { error: 'must be retry, fail or adopt' },
  )
  .meta({ id: 'ResolveRequest', description: 'A way out of `held`.' });
export type ResolveRequest = z.infer<typeof ResolveRequest>;

/** Why a held job cannot be resolved as requested. `pointer`: the wrong field. */
export const RESOLVE_REFUSALS = {
  not_held: { code: 'not_held', detail: 'The job is not held. Only a held one can be resolved.' },
  may_charge_again: {
    code: 'may_charge_again',
    detail: 'Getty may have accepted the call. Send "confirm_cost": true to send it again.',
  },
  id_required: { code: 'invalid_request', pointer: '/generation_request_id', detail: 'is required to adopt a generation' },
  id_unwanted: {
    code: 'invalid_request',
    pointer: '/generation_request_id',
    detail: 'is not for downloads: Getty finds them by their image',
  },
  not_adoptable: {
    code: 'invalid_request',
    pointer: '/action',
    detail: 'must be retry or fail: Getty shows nothing of a re-download, so there is nothing to adopt',
  },
  id_taken: { code: 'invalid_request', pointer: '/generation_request_id', detail: 'belongs to another job, or may belong to one' },
  id_unknown: { code: 'invalid_request', pointer: '/generation_request_id', detail: 'is not known to Getty' },
  looks_different: {
    code: 'looks_different',
    detail: 'Getty has another operation, source, prompt or product under this id. Send "confirm_mismatch": true to adopt it anyway.',
  },
} as const satisfies Record<string, { code: ProblemCode; detail: string; pointer?: string }>;

export type ResolveRefusal = keyof typeof RESOLVE_REFUSALS;
