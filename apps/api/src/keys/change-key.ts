import { KeyChange } from '@darkroom/contracts';
import type { Author, ChangeKeyOutcome, KeyRecord, KeyUpdate } from '@darkroom/queue';

import { authorOf } from '../http/author-of.ts';
import type { Handler } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';
import { readJson } from '../http/request/read-json.ts';
import { requireNone, validate } from '../http/request/validate.ts';
import { findChangeableKey, noKey, type KeyDeps } from './find-key.ts';
import { checkExpiry, grantedBy, requireScopes } from './grant.ts';
import { presentKeys } from './present-keys.ts';
import { takeEffect } from './take-effect.ts';

/** `PATCH /v1/keys/{id}`: changes only the given fields. */
export function changeKey(deps: KeyDeps): Handler {
  const { keys } = deps;
  const check = (input: unknown) => checkExpiry(input, keys.ring.now());
  return async (request, response) => {
    const body = validate(KeyChange, await readJson(request), check);
    requireNone(check(body));
    for (;;) {
      const record = await findChangeableKey(deps, request, response);
      requireScopes(response.locals.caller, grantedBy(record, body));
      const changed = await changeUnlessSame(deps, record, { update: updateOf(body), author: authorOf(request, response) });
      switch (changed.outcome) {
        case 'changed': {
          await takeEffect(keys.ring);
          const [shown] = await presentKeys(deps, [changed.key]);
          response.json(shown);
          return;
        }
        case 'revoked':
          throw new ProblemError('key_revoked', 'The key is revoked. Create a new one.');
        case 'missing': // removed in the meantime
          throw noKey();
        case 'outdated': // what it grants has to be checked again
          break;
      }
    }
  };
}

/** The same change a second time changes nothing. */
async function changeUnlessSame(
  { store }: KeyDeps,
  record: KeyRecord,
  { update, author }: { update: KeyUpdate; author: Author },
): Promise<ChangeKeyOutcome> {
  if (record.revokedAt !== null) return { outcome: 'revoked' };
  const fields = Object.entries(update) as [keyof KeyUpdate, unknown][];
  const isSame = fields.every(([field, value]) => JSON.stringify(value) === JSON.stringify(record[field]));
  return isSame ? { outcome: 'changed', key: record } : store.apiKeys.change(record, update, author);
}

function updateOf({ name, scopes, expires_at: expiresAt, rate_limit: rateLimit }: KeyChange): KeyUpdate {
  return {
    ...(name !== undefined && { name }),
    ...(scopes !== undefined && { scopes }),
    ...(expiresAt !== undefined && { expiresAt: expiresAt === null ? null : Date.parse(expiresAt) }),
    ...(rateLimit !== undefined && { rateLimit }),
  };
}
