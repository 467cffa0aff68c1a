import type { Author, IdempotencyKey, Store } from '@darkroom/queue';
import type { Request } from 'express';
import { z } from 'zod';

import { authorOf } from '../author-of.ts';
import { tenantOrAll, type Answer } from '../handler.ts';
import { idempotencyOf, keyReused, readIdempotencyKey } from './idempotency.ts';
import { type FieldError, ProblemError } from '../problem.ts';
import { readJson } from '../request/read-json.ts';
import { validate } from '../request/validate.ts';

/** The body of an action that takes none: nothing, or an object without fields. */
export const NoFields = z.strictObject({}).optional();

/** In place of a tenant, for an operator who named none. No tenant has this name. */
const ALL_TENANTS = '*';

type Exchange = { request: Request; response: Answer };

/**
 * The body of a POST that acts on what its address names, and its `Idempotency-Key`: the action takes effect once under it. `author`: for the audit. A body that is
 * not valid was never accepted under any key, so one that comes with a known key is another than the first.
 * `more`: see `validate`. @throws ProblemError invalid_request, invalid_idempotency_key, idempotency_key_reused
 */
export async function readAction<Schema extends z.ZodType>(
  store: Pick<Store, 'isKeyKnown'>,
  { request, response }: Exchange,
  schema: Schema,
  more?: (input: unknown) => FieldError[],
): Promise<{ body: z.infer<Schema>; idempotency: IdempotencyKey | undefined; author: Author }> {
  const given = await readJson(request);
  try {
    const body = validate(schema, given, more);
    return { body, idempotency: readActionKey(request, response, body), author: authorOf(request, response) };
  } catch (error) {
    const isInvalid = error instanceof ProblemError && error.code === 'invalid_request';
    const key = isInvalid ? readActionKey(request, response, given) : undefined;
    if (key !== undefined && (await store.isKeyKnown(key))) throw keyReused();
    throw error;
  }
}

/** The `Idempotency-Key` of an action. undefined: none was sent. @throws ProblemError invalid_idempotency_key */
export function readActionKey(request: Request, response: Answer, body: unknown): IdempotencyKey | undefined {
  const key = readIdempotencyKey(request.headers['idempotency-key']);
  if (key === undefined) return undefined;
  const route = [(request.route as { path: string }).path, ...Object.values(request.params)].join(' ');
  return idempotencyOf(key, { tenant: tenantOrAll(response) ?? ALL_TENANTS, route }, hasFields(body) ? body : null);
}

/** Marks an answer as the repeat of an earlier one: nothing was done for this request. */
export function noteReplay(response: Answer, replayed = false): void {
  if (replayed) response.setHeader('Idempotent-Replayed', 'true');
}

/** An action without a body and one with an empty object are the same. */
function hasFields(body: unknown): boolean {
  return typeof body !== 'object' || body === null ? body !== undefined : Object.values(body).some((value) => value !== undefined);
}
