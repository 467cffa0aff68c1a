import { z } from 'zod';

import { optional, resettable } from '../fields/optional.ts';
import { Instant, text } from '../jobs/submission.ts';
import { KeyId } from './key-id.ts';
import { Scope } from './scope.ts';

/** The API keys of a tenant. */

const MOST_NAME = 100;
const MOST_REQUESTS = 100_000_000;

const Scopes = z
  .array(Scope)
  .min(1)
  .max(Scope.options.length)
  .refine((scopes) => new Set(scopes).size === scopes.length, 'must name each scope once')
  .meta({ uniqueItems: true });

const fields = {
  name: text(MOST_NAME).describe('A name for people, such as the program that uses the key.'),
  scopes: Scopes.describe('What the key may do. You can only grant what your own key may do.'),
  expires_at: Instant.describe('From then on the key is refused.'),
  rate_limit: z.int().min(1).max(MOST_REQUESTS).describe('How many requests it may make in a minute.'),
};

/** The body of `POST /v1/keys`. */
export const KeyRequest = z
  .strictObject({
    name: fields.name,
    scopes: fields.scopes,
    expires_at: optional(fields.expires_at).describe('From then on the key is refused. Unset: never.'),
    rate_limit: optional(fields.rate_limit).describe(
      'How many requests it may make in a minute. Unset: the `API_RATE_LIMIT` of the operator.',
    ),
  })
  .meta({ id: 'KeyRequest' });
export type KeyRequest = z.infer<typeof KeyRequest>;

/** The body of `PATCH /v1/keys/{id}`: what is to change. */
export const KeyChange = z
  .strictObject({
    name: fields.name.optional(),
    scopes: fields.scopes.optional(),
    expires_at: resettable(fields.expires_at).describe('From then on the key is refused. `null`: never.'),
    rate_limit: resettable(fields.rate_limit).describe(
      'How many requests it may make in a minute. `null`: the `API_RATE_LIMIT` of the operator.',
    ),
  })
  .meta({ id: 'KeyChange' });
export type KeyChange = z.infer<typeof KeyChange>;

/** A key as the API shows it, without the key itself. */
export const Key = z
  .strictObject({
    id: KeyId,
    object: z.literal('key'),
    tenant: z.string().describe('The tenant that it belongs to.'),
    name: z.string().describe('A name for people.'),
    prefix: z.string().describe('How the key begins.'),
    scopes: z.array(Scope).describe('What it may do.'),
    rate_limit: fields.rate_limit
      .nullable()
      .describe('How many requests it may make in a minute. `null`: the `API_RATE_LIMIT` of the operator.'),
    expires_at: Instant.nullable().describe('From then on it is refused. `null`: never.'),
    last_used_at: Instant.nullable().describe('When it was last used, some seconds late.'),
    revoked_at: Instant.nullable().describe('Since when it is refused.'),
    source: z
      .enum(['api', 'environment'])
      .describe('`environment`: the operator has set it in `DARKROOM_API_KEYS`. It cannot be changed or revoked here.'),
    created_at: Instant.describe('When it was created; of an `environment` key: when it was first seen.'),
  })
  .meta({ id: 'Key', description: 'An API key. The key itself is shown once, when it is created.' });
export type Key = z.infer<typeof Key>;

/** The answer to `POST /v1/keys`. */
export const CreatedKey = Key.safeExtend({
  key: z
    .string()
    .optional()
    .describe('The key itself. Store it: it is not shown again. Missing where an `Idempotency-Key` repeats the request.')
    .meta({ pattern: '^drk_[A-Za-z0-9_-]{43}$' }),
}).meta({ id: 'CreatedKey' });
export type CreatedKey = z.infer<typeof CreatedKey>;
